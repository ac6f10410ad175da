import { Command } from 'commander';
import { presentTransactionDetails } from '../../api/admin/transactions/presenter.ts';
import { loadTransactionCourse } from '../../commands/mobile-authentication/list/load-transaction-course.ts';
import type { Ops, OpsDeps } from '../ops-deps.ts';
import { renderTable } from '../table.ts';
import { transactionArgument } from './transaction-argument.ts';

const examples = `
Examples:
  $ npm run ops -- transactions show 019b5a3e-8f6c-7d21-a7f5-0c7f5e8f2d10
  $ npm run ops -- transactions show 019b5a3e-8f6c-7d21-a7f5-0c7f5e8f2d10 --json

The id, pasted into the search of Temporal's UI, shows the workflow. user_hash finds all of the user's: UserHash="...".
`;

type Details = ReturnType<typeof presentTransactionDetails>;

/** Shows one transaction. */
export function showCommand(ops: Ops): Command {
  return new Command('show')
    .description('One transaction with its text messages, its callback, the tries of that, and its events.')
    .addArgument(transactionArgument())
    .option('--json', 'as the admin API gives it')
    .addHelpText('after', examples)
    .action(async (id: string, { json }: { json?: boolean }) => {
      const details = await loadDetails(await ops.connect(), id);
      ops.terminal.print(json ? JSON.stringify(details, null, 2) : render(details));
    });
}

/**
 * A transaction as the admin API gives it.
 * @throws CountersignError transaction_not_found
 */
export async function loadDetails(deps: OpsDeps, id: string): Promise<Details> {
  return presentTransactionDetails(deps.keyring, await loadTransactionCourse(deps, id));
}

function render({ callback, events, steps, text_messages: texts, ...plain }: Details): string {
  const fields = Object.entries(plain).flatMap(([name, value]) => (value === null ? [] : [[name, String(value)]]));
  const policy = steps.map((step) => [
    step.method,
    step.type,
    step.max_attempts === 0 ? 'any' : String(step.max_attempts),
    String(step.max_resends),
  ]);
  const parts = [
    ...fields.map(([name = '', value]) => `${name.padEnd(20)} ${value}`),
    '',
    'Methods in order',
    renderTable(['METHOD', 'TYPE', 'ATTEMPTS', 'RESENDS'], policy),
  ];
  if (texts.length > 0) parts.push('', 'Text messages', renderTexts(texts));
  if (callback) parts.push('', 'Callback', ...renderCallback(callback));
  if (events.length > 0)
    parts.push(
      '',
      'Events',
      renderTable(
        ['AT', 'EVENT', 'DETAIL', 'OPERATOR'],
        events.map((event) => [event.occurred_at, event.name, event.detail ?? '-', event.agent_user ?? '-']),
      ),
    );
  return parts.join('\n');
}

function renderTexts(texts: Details['text_messages']): string {
  const rows = texts.map((sent) => [
    sent.sent_at,
    sent.refusal ?? sent.status,
    sent.delivery_status ?? '-',
    sent.delivery_error ?? '-',
    sent.delivery_reported_at ?? '-',
  ]);
  return renderTable(['SENT AT', 'STATUS', 'DELIVERY', 'ERROR', 'REPORTED AT'], rows);
}

function renderCallback({ tries, ...plain }: NonNullable<Details['callback']>): string[] {
  const fields = Object.entries(plain).flatMap(([name, value]) =>
    value === null ? [] : [`${name.padEnd(20)} ${value}`],
  );
  if (tries.length === 0) return fields;
  const rows = tries.map((tried) => [
    String(tried.number),
    tried.attempted_at,
    `${tried.duration_ms} ms`,
    tried.http_status === null ? '-' : String(tried.http_status),
    tried.failure ?? 'taken',
    tried.next_attempt_at ?? '-',
  ]);
  return [...fields, renderTable(['TRY', 'AT', 'TOOK', 'HTTP', 'RESULT', 'NEXT TRY'], rows)];
}
