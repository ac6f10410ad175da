import { Command } from 'commander';
import { presentCallback } from '../../api/admin/transactions/presenter.ts';
import { replayCallback } from '../../commands/mobile-authentication/callback/replay-callback.ts';
import { findCallback } from '../../commands/mobile-authentication/list/find-callback.ts';
import { operatorOption, originOfOperator } from '../operator.ts';
import type { Ops } from '../ops-deps.ts';
import { cancelCommand } from './cancel-command.ts';
import { listCommand } from './list-command.ts';
import { showCommand } from './show-command.ts';
import { transactionArgument } from './transaction-argument.ts';

const examples = `
Examples:
  $ npm run ops -- transactions replay-callback 019b5a3e-8f6c-7d21-a7f5-0c7f5e8f2d10
  $ npm run ops -- transactions list --callback failed --since 1d --limit 100 --json \\
      | node -p 'JSON.parse(fs.readFileSync(0)).items.map(({ id }) => id).join("\\n")' \\
      | xargs -n 1 npm run --silent ops -- transactions replay-callback
`;

/** Delivers a callback again. */
function replayCallbackCommand(ops: Ops): Command {
  return new Command('replay-callback')
    .description(
      'Deliver the callback of a finished transaction again: now, then for 24 hours, under the same webhook-id.',
    )
    .addArgument(transactionArgument())
    .addOption(operatorOption(ops.terminal))
    .option('--json', 'as the admin API gives it')
    .addHelpText('after', examples)
    .action(async (id: string, { operator, json }: { operator: string; json?: boolean }) => {
      const deps = await ops.connect();
      await replayCallback(deps, id, originOfOperator(operator));
      const owed = await findCallback(deps, id);
      if (json) ops.terminal.print(JSON.stringify(owed ? presentCallback(owed) : null, null, 2));
      else
        ops.terminal.print(
          `The callback ${owed?.id ?? ''} is being delivered again. How it goes: transactions show ${id}`,
        );
    });
}

/** Operator commands for mobile authentications. */
export function transactionsCommand(ops: Ops): Command {
  return new Command('transactions')
    .description('Mobile authentications: list, show, cancel, deliver a callback again.')
    .addCommand(listCommand(ops))
    .addCommand(showCommand(ops))
    .addCommand(cancelCommand(ops))
    .addCommand(replayCallbackCommand(ops));
}
