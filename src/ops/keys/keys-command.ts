import { Command } from 'commander';
import { listKeyUses } from '../../commands/configuration/encryption/key-use.ts';
import type { KeyUse } from '../../commands/configuration/encryption/key-use.ts';
import type { Ops } from '../ops-deps.ts';
import { renderTable } from '../table.ts';

const examples = `
Examples:
  $ npm run ops -- keys
  $ npm run ops -- keys --json

The schedule re-encrypt does the work and looks again every day: docs/operations.md.
`;

/** Shows the keys of the keyring, and which of them may be removed. */
export function keysCommand(ops: Ops): Command {
  return new Command('keys')
    .description('The keys of the keyring: which one encrypts, and which may be removed.')
    .option('--json', 'for programs')
    .addHelpText('after', examples)
    .action(async ({ json }: { json?: boolean }) => {
      const uses = await listKeyUses(await ops.connect());
      if (json) return ops.terminal.print(JSON.stringify(uses.map(present), null, 2));
      const rows = uses.map((use) => [use.id, use.role, moment(use.unusedSince), moment(use.checkedAt), advice(use)]);
      ops.terminal.print(renderTable(['KEY', 'ROLE', 'UNUSED SINCE', 'LOOKED', 'REMOVE'], rows));
    });
}

function present({ id, role, makesHashes, currentSince, unusedSince, checkedAt }: KeyUse) {
  return {
    id,
    role,
    makes_hashes: makesHashes,
    current_since: currentSince,
    unused_since: unusedSince,
    checked_at: checkedAt,
  };
}

function advice({ role, makesHashes, unusedSince }: KeyUse): string {
  if (role === 'current') return 'no: it encrypts';
  if (makesHashes) return 'never: hashes that are looked up are made with it';
  if (!unusedSince) return 'not yet: columns may be encrypted with it';
  return "yes, once the namespace's retention and two days have passed since then: open and kept histories need it";
}

function moment(at: Date | null): string {
  return at ? at.toISOString() : '-';
}
