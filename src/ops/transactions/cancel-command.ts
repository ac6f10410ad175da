import { Command } from 'commander';
import { cancelAsOperator } from '../../commands/mobile-authentication/close/cancel-as-operator.ts';
import type { Ops } from '../ops-deps.ts';
import { operatorOption, originOfOperator } from '../operator.ts';
import { loadDetails } from './show-command.ts';
import { transactionArgument } from './transaction-argument.ts';

const examples = `
Examples:
  $ npm run ops -- transactions cancel 019b5a3e-8f6c-7d21-a7f5-0c7f5e8f2d10
  $ npm run ops -- transactions cancel 019b5a3e-8f6c-7d21-a7f5-0c7f5e8f2d10 --yes --operator ada
`;

interface Options {
  operator: string;
  yes?: boolean;
}

/** Cancels an open transaction. */
export function cancelCommand(ops: Ops): Command {
  const command = new Command('cancel')
    .description('End an open transaction: its site is told that it was cancelled.')
    .addArgument(transactionArgument())
    .addOption(operatorOption(ops.terminal))
    .option('--yes', 'do not ask first')
    .addHelpText('after', examples);
  return command.action(async (id: string, { operator, yes }: Options) => {
    if (!yes && !ops.terminal.isInteractive)
      command.error('error: no terminal to ask whether it may be cancelled: pass --yes');
    const deps = await ops.connect();
    const { status, method, type, expires_at: expiresAt } = await loadDetails(deps, id);
    if (
      status === 'pending' &&
      !yes &&
      !(await isConfirmed(ops, `Cancel ${id} (${method}, ${type}, open until ${expiresAt})? [y/N] `))
    )
      return ops.terminal.print('Left as it is.');
    const hasEnded = await cancelAsOperator(deps, id, originOfOperator(operator));
    ops.terminal.print(
      hasEnded
        ? 'Cancelled.'
        : 'It will end as cancelled, and in no other way, as soon as its workflow can be told: Temporal or the workers are away.',
    );
  });
}

async function isConfirmed({ terminal }: Ops, question: string): Promise<boolean> {
  return /^y(es)?$/i.test((await terminal.ask(question)).trim());
}
