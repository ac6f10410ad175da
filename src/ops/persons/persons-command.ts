import { Command } from 'commander';
import { findPersonIdByIdentifier } from '../../commands/persons/profile/find-person.ts';
import { setPassword } from '../../commands/persons/sign-in-methods/password/set-password.ts';
import { operatorOption, originOfOperator } from '../operator.ts';
import type { Ops } from '../ops-deps.ts';
import { readPassword } from '../read-password.ts';

const examples = `
The password is the first line of standard input, so that it is in no list of processes and in no history of a shell.

Examples:
  $ npm run --silent ops -- persons set-password alex < password.txt
  $ openssl rand -base64 18 | tee password.txt | npm run --silent ops -- persons set-password alex@example.com --operator ada
`;

/** Gives a person their first password, or another one. */
function setPasswordCommand(ops: Ops): Command {
  const command = new Command('set-password')
    .description('Give a person a password, which is read from standard input.')
    .argument('<user>', 'e-mail address, username or user id')
    .addOption(operatorOption(ops.terminal))
    .addHelpText('after', examples);
  return command.action(async (user: string, { operator }: { operator: string }) => {
    const password = await readPassword(command, ops.terminal);
    const deps = await ops.connect();
    const personId = (await findPersonIdByIdentifier(deps, user)) ?? user;
    await setPassword(deps, { personId, password, origin: originOfOperator(operator) });
    ops.terminal.print(`${personId} has that password now.`);
  });
}

/** Operator commands for people. */
export function personsCommand(ops: Ops): Command {
  return new Command('persons').description('People: their first password.').addCommand(setPasswordCommand(ops));
}
