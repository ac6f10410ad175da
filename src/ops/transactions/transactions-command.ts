import { Command } from 'commander';
import type { Ops } from '../ops-deps.ts';
import { cancelCommand } from './cancel-command.ts';
import { listCommand } from './list-command.ts';
import { replayCallbackCommand } from './replay-callback-command.ts';
import { showCommand } from './show-command.ts';

/** What operators do with mobile authentications. */
export function transactionsCommand(ops: Ops): Command {
  return new Command('transactions')
    .description('Mobile authentications: list, show, cancel, deliver a callback again.')
    .addCommand(listCommand(ops))
    .addCommand(showCommand(ops))
    .addCommand(cancelCommand(ops))
    .addCommand(replayCallbackCommand(ops));
}
