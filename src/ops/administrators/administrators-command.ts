import { Command } from 'commander';
import { createAdministrator } from '../../commands/persons/roles/create-administrator.ts';
import { isUsername } from '../../domain/persons/profile/profile-rules.ts';
import { operatorOption, originOfOperator } from '../operator.ts';
import type { Ops } from '../ops-deps.ts';
import { readPassword } from '../read-password.ts';

const examples = `
The password is the first line of standard input, so that it is in no list of processes and in no history of a shell. The person changes it, and
adds a second factor, on the account page.

Examples:
  $ npm run --silent ops -- administrators create ada.lovelace < password.txt
  $ openssl rand -base64 18 | tee password.txt | npm run --silent ops -- administrators create ada.lovelace --operator grace
`;

function createCommand(ops: Ops): Command {
  const command = new Command('create')
    .description('Add a person who is an Administrator, with a password that is read from standard input.')
    .argument('<username>', '4 to 64 letters, digits, . _ -')
    .addOption(operatorOption(ops.terminal))
    .addHelpText('after', examples);
  return command.action(async (username: string, { operator }: { operator: string }) => {
    if (!isUsername(username)) command.error('error: a username has 4 to 64 letters, digits, . _ -');
    const password = await readPassword(command, ops.terminal);
    const personId = await createAdministrator(await ops.connect(), {
      username,
      password,
      origin: originOfOperator(operator),
    });
    ops.terminal.print(`${personId} is an Administrator now, and signs in as ${username}.`);
  });
}

/** The people who administer Countersign, before there is one who can add others. */
export function administratorsCommand(ops: Ops): Command {
  return new Command('administrators').description('People who administer Countersign.').addCommand(createCommand(ops));
}
