import { Argument, Command, InvalidArgumentError } from 'commander';
import { presentToken } from '../../api/admin/action-tokens/presenter.ts';
import { findTokenById, listOpenTokens, revokeTokens } from '../../commands/action-tokens/open/open-tokens.ts';
import { findPersonIdByIdentifier } from '../../commands/persons/profile/find-person.ts';
import { CountersignError } from '../../errors/countersign-error.ts';
import { operatorOption, originOfOperator } from '../operator.ts';
import type { Ops, OpsDeps } from '../ops-deps.ts';
import { renderTable } from '../table.ts';

const examples = `
Examples:
  $ npm run ops -- action-tokens list alex@example.com
  $ npm run ops -- action-tokens show 019b5a3e-8f6c-7d21-a7f5-0c7f5e8f2d10
  $ npm run ops -- action-tokens revoke alex@example.com --operator ada
  $ npm run ops -- action-tokens revoke alex@example.com --id 019b5a3e-8f6c-7d21-a7f5-0c7f5e8f2d10 --operator ada

A token is shown by its id, which is the id of the workflow that uses it. Its value is stored nowhere.
`;

const uuid = /^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/;

function readId(text: string): string {
  const id = text.toLowerCase();
  if (!uuid.test(id)) throw new InvalidArgumentError('That is not the id of an action token.');
  return id;
}

const userArgument = () => new Argument('<user>', 'e-mail address, username or user id');
const personOf = async (deps: OpsDeps, user: string) => (await findPersonIdByIdentifier(deps, user)) ?? user;

function listCommand(ops: Ops): Command {
  return new Command('list')
    .description('The open action tokens of a person, newest first.')
    .addArgument(userArgument())
    .option('--json', 'as the admin API gives it')
    .addHelpText('after', examples)
    .action(async (user: string, { json }: { json?: boolean }) => {
      const deps = await ops.connect();
      const items = (await listOpenTokens(deps, await personOf(deps, user))).map(presentToken);
      if (json) return ops.terminal.print(JSON.stringify({ items }, null, 2));
      if (items.length === 0) return ops.terminal.print('No open action tokens.');
      const rows = items.map(({ id, created_at, expires_at, actions }) => [
        id,
        created_at,
        expires_at,
        actions.join(', '),
      ]);
      ops.terminal.print(renderTable(['ID', 'CREATED', 'EXPIRES', 'ACTIONS'], rows));
    });
}

function showCommand(ops: Ops): Command {
  return new Command('show')
    .description('One action token: open, being used, or ended within the last hour.')
    .addArgument(new Argument('<id>', 'id of the token').argParser(readId))
    .option('--json', 'as JSON')
    .addHelpText('after', examples)
    .action(async (id: string, { json }: { json?: boolean }) => {
      const token = await findTokenById(await ops.connect(), id);
      if (!token) throw new CountersignError('action_token_unknown');
      const shown = presentToken(token);
      if (json) return ops.terminal.print(JSON.stringify(shown, null, 2));
      const fields = Object.entries(shown).filter(([, value]) => value !== null);
      ops.terminal.print(fields.map(([name, value]) => `${name.padEnd(14)} ${String(value)}`).join('\n'));
    });
}

function revokeCommand(ops: Ops): Command {
  return new Command('revoke')
    .description('Revoke the open action tokens of a person, or one of them.')
    .addArgument(userArgument())
    .addOption(operatorOption(ops.terminal))
    .option('--id <id>', 'only this token', readId)
    .addHelpText('after', examples)
    .action(async (user: string, { operator, id }: { operator: string; id?: string }) => {
      const deps = await ops.connect();
      const which = { personId: await personOf(deps, user), ...(id === undefined ? {} : { id }) };
      const revoked = await revokeTokens(deps, { ...which, origin: originOfOperator(operator) });
      ops.terminal.print(`Revoked: ${revoked}.`);
    });
}

/** Operator commands for action tokens. */
export function actionTokensCommand(ops: Ops): Command {
  return new Command('action-tokens')
    .description('Action tokens: list, show, revoke.')
    .addCommand(listCommand(ops))
    .addCommand(showCommand(ops))
    .addCommand(revokeCommand(ops));
}
