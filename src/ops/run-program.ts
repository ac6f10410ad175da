import { Command, CommanderError } from 'commander';
import { CountersignError } from '../errors/countersign-error.ts';
import { isDatabaseAway } from '../errors/database-away.ts';
import { actionTokensCommand } from './action-tokens/action-tokens-command.ts';
import { administratorsCommand } from './administrators/administrators-command.ts';
import { keysCommand } from './keys/keys-command.ts';
import type { Ops } from './ops-deps.ts';
import { personsCommand } from './persons/persons-command.ts';
import { transactionsCommand } from './transactions/transactions-command.ts';

const help = `
Exit codes: 0 done, 1 refused or failed, 2 not understood.
What changes something is written to the events with the name of the operator: --operator, or the account of the operating system.
Settings are those of the server (COUNTERSIGN_*, docs/settings.md); without them, \`npm run ops\` finds what \`npm start\` runs.

Examples:
  $ npm run ops -- transactions list --status pending --since 1h
  $ npm run ops -- transactions show 019b5a3e-8f6c-7d21-a7f5-0c7f5e8f2d10
  $ npm run ops -- transactions cancel 019b5a3e-8f6c-7d21-a7f5-0c7f5e8f2d10 --operator ada
  $ npm run ops -- transactions replay-callback 019b5a3e-8f6c-7d21-a7f5-0c7f5e8f2d10
  $ npm run --silent ops -- persons set-password alex < password.txt
  $ npm run ops -- action-tokens list alex@example.com
  $ npm run ops -- administrators create ada.lovelace
`;

/** Runs one command. @returns the exit code. */
export async function runProgram(args: readonly string[], ops: Ops): Promise<number> {
  const program = new Command('ops')
    .description('What operators do from a command line.')
    .addHelpText('after', help)
    .configureOutput({
      writeOut: (text) => ops.terminal.print(text.trimEnd()),
      writeErr: (text) => ops.terminal.complain(text.trimEnd()),
    })
    .exitOverride()
    .showSuggestionAfterError()
    .addCommand(transactionsCommand(ops))
    .addCommand(keysCommand(ops))
    .addCommand(personsCommand(ops))
    .addCommand(actionTokensCommand(ops))
    .addCommand(administratorsCommand(ops));
  inheritSettings(program);
  try {
    await program.parseAsync(args, { from: 'user' });
    return 0;
  } catch (error) {
    return tell(error, ops);
  }
}

/** Commands that are added do not inherit the error output: set it. */
function inheritSettings(parent: Command): void {
  for (const command of parent.commands) {
    command.copyInheritedSettings(parent);
    inheritSettings(command);
  }
}

function tell(error: unknown, { terminal }: Ops): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  if (error instanceof CountersignError) {
    const wait = error.retryAfterSeconds === undefined ? '' : ` Try again in ${error.retryAfterSeconds} s.`;
    terminal.complain(`Refused: ${error.message}${wait} (${error.code})`);
    return 1;
  }
  if (!isDatabaseAway(error)) throw error;
  terminal.complain('Failed: PostgreSQL cannot be reached. (database_unreachable)');
  return 1;
}
