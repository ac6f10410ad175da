import { Command, InvalidArgumentError, Option } from 'commander';
import { readPosition } from '../../api/admin/transactions/position.ts';
import { presentTransactionPage } from '../../api/admin/transactions/presenter.ts';
import { findTransactions } from '../../commands/mobile-authentication/list/find-transactions.ts';
import type { TransactionFilter } from '../../commands/mobile-authentication/list/find-transactions.ts';
import { methodNames } from '../../domain/configuration/mobile-authentication-types/method-names.ts';
import { callbackStatuses, failureReasons, transactionStatuses } from '../../domain/mobile-authentication/status.ts';
import type { Ops } from '../ops-deps.ts';
import { renderTable } from '../table.ts';

const units = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** Parses a time: RFC 3339, or an age such as `90s`, `15m`, `2h`, `7d`. */
function readMoment(text: string): Date {
  const [, count, unit] = /^(\d{1,6})([smhd])$/.exec(text) ?? [];
  const at = count === undefined ? readTime(text) : Date.now() - Number(count) * units[unit as keyof typeof units];
  if (!Number.isFinite(at)) throw new InvalidArgumentError('Write 15m, 2h, 7d (ago), or 2026-11-22T08:00:00Z.');
  return new Date(at);
}

function readTime(text: string): number {
  return /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2})$/.test(text)
    ? Date.parse(text)
    : Number.NaN;
}

const examples = `
Examples:
  $ npm run ops -- transactions list --status pending
  $ npm run ops -- transactions list --user alex --since 7d
  $ npm run ops -- transactions list --reason failed_to_send --method SMS --since 2026-11-22T08:00:00Z --until 2026-11-22T09:00:00Z
  $ npm run ops -- transactions list --callback failed --since 1d --json
`;

interface Options extends Omit<TransactionFilter, 'userId'> {
  user?: string;
  limit: number;
  cursor?: string;
  json?: boolean;
}

/** Lists transactions, newest first. */
export function listCommand(ops: Ops): Command {
  return new Command('list')
    .description('Transactions, newest first.')
    .addOption(new Option('--status <status>', 'how it stands').choices(transactionStatuses))
    .addOption(new Option('--reason <reason>', 'why it was not authenticated').choices(failureReasons))
    .option('--type <name>', 'name of its type')
    .addOption(new Option('--method <method>', 'the method in use').choices(methodNames))
    .option('--application <identifier>', 'the application on the phone')
    .option('--user <id>', 'exact id of the user')
    .addOption(new Option('--callback <status>', 'how its callback stands').choices(callbackStatuses))
    .option('--since <moment>', 'created then or later: 15m, 2h, 7d (ago), or RFC 3339', readMoment)
    .option('--until <moment>', 'created before', readMoment)
    .option('--limit <number>', 'at most so many, 1 to 100', readLimit, 20)
    .option('--cursor <cursor>', 'where the last page ended')
    .option('--json', 'as the admin API gives it')
    .addHelpText('after', examples)
    .action(async (options: Options) => list(ops, options));
}

async function list(
  { connect, terminal }: Ops,
  { user: userId, limit, cursor, json, ...filter }: Options,
): Promise<void> {
  const after = cursor === undefined ? undefined : readPosition(cursor);
  const found = await findTransactions(await connect(), { ...filter, userId }, { limit: limit + 1, after });
  const page = presentTransactionPage(found, limit);
  if (json) return terminal.print(JSON.stringify(page, null, 2));
  const { items, next_cursor: next } = page;
  if (items.length === 0) return terminal.print('No such transactions.');
  const rows = items.map((item) => [
    item.id,
    item.created_at,
    item.reason ?? item.status,
    item.method,
    item.type,
    item.application ?? '-',
    item.callback_status ?? '-',
    item.user_id ?? '-',
  ]);
  terminal.print(renderTable(['ID', 'CREATED', 'STATUS', 'METHOD', 'TYPE', 'APPLICATION', 'CALLBACK', 'USER'], rows));
  if (next) terminal.print(`\nMore: --cursor ${next}`);
}

function readLimit(text: string): number {
  const limit = Number(text);
  if (!Number.isInteger(limit) || limit < 1 || limit > 100)
    throw new InvalidArgumentError('A whole number from 1 to 100.');
  return limit;
}
