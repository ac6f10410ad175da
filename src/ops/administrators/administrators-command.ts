import { Command } from 'commander';
import {
  createAdministratorWithLink,
  linkAdministrator,
} from '../../commands/action-tokens/open/link-administrator.ts';
import type { AdministratorLink } from '../../commands/action-tokens/open/link-administrator.ts';
import { findPersonIdByIdentifier } from '../../commands/persons/profile/find-person.ts';
import { createAdministrator } from '../../commands/persons/roles/create-administrator.ts';
import { isUsername } from '../../domain/persons/profile/profile-rules.ts';
import { operatorOption, originOfOperator } from '../operator.ts';
import type { Ops } from '../ops-deps.ts';
import { readPassword } from '../read-password.ts';

const createExamples = `
The link signs in once, within an hour. On the page that opens the person adds a passkey, or other ways to sign in: in production two factors, or a
passkey. With --password-stdin the password is the first line of standard input, so that it is in no list of processes and in no history of a shell.

Examples:
  $ npm run ops -- administrators create ada.lovelace
  $ npm run --silent ops -- administrators create ada.lovelace --password-stdin --operator grace < password.txt
`;

const linkExamples = `
Links from before are void. It signs in once, within an hour, whatever sign-in methods the person has or has lost.

Examples:
  $ npm run ops -- administrators link ada.lovelace
  $ npm run ops -- administrators link ada@example.com --operator grace
`;

function createCommand(ops: Ops): Command {
  const command = new Command('create')
    .description('Add a person who is an Administrator, and print the link with which they sign in for the first time.')
    .argument('<username>', '4 to 64 letters, digits, . _ -')
    .addOption(operatorOption(ops.terminal))
    .option('--password-stdin', 'read their password from standard input, and print no link')
    .addHelpText('after', createExamples);
  return command.action(async (username: string, options: { operator: string; passwordStdin?: boolean }) => {
    if (!isUsername(username)) command.error('error: a username has 4 to 64 letters, digits, . _ -');
    const origin = originOfOperator(options.operator);
    if (!options.passwordStdin) {
      const link = await createAdministratorWithLink(await ops.connect(), { username, origin });
      return ops.terminal.print(
        `${link.personId} is an Administrator now, and signs in as ${username}.\n${present(link)}`,
      );
    }
    const password = await readPassword(command, ops.terminal);
    const personId = await createAdministrator(await ops.connect(), { username, password, origin });
    ops.terminal.print(`${personId} is an Administrator now, and signs in as ${username}.`);
  });
}

function linkCommand(ops: Ops): Command {
  return new Command('link')
    .description('Print a link with which an Administrator signs in once.')
    .argument('<user>', 'e-mail address, username or user id')
    .addOption(operatorOption(ops.terminal))
    .addHelpText('after', linkExamples)
    .action(async (user: string, { operator }: { operator: string }) => {
      const deps = await ops.connect();
      const personId = (await findPersonIdByIdentifier(deps, user)) ?? user;
      ops.terminal.print(present(await linkAdministrator(deps, { personId, origin: originOfOperator(operator) })));
    });
}

function present({ url, expiresAt }: AdministratorLink): string {
  return `Once, until ${expiresAt.toISOString()}:\n${url}`;
}

/** The people who administer Countersign, before there is one who can add others. */
export function administratorsCommand(ops: Ops): Command {
  return new Command('administrators')
    .description('People who administer Countersign.')
    .addCommand(createCommand(ops))
    .addCommand(linkCommand(ops));
}
