import type { Command } from 'commander';
import type { Terminal } from './ops-deps.ts';

/** The password on the first line of standard input. */
export async function readPassword(command: Command, terminal: Terminal): Promise<string> {
  if (terminal.isInteractive)
    command.error('error: a terminal would show the password: give it on standard input, as the examples of --help do');
  const [password = ''] = (await terminal.readInput()).split(/\r?\n/);
  if (password === '') command.error('error: standard input is empty');
  return password;
}
