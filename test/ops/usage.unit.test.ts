import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { runProgram } from '../../src/ops/run-program.ts';

/** Runs a command without a running stack. */
async function say(...args: string[]): Promise<{ code: number; out: string; errors: string }> {
  const said = { out: '', errors: '' };
  const terminal = {
    print: (text: string) => void (said.out += `${text}\n`),
    complain: (text: string) => void (said.errors += `${text}\n`),
    ask: () => Promise.reject(new Error('No operator is there')),
    isInteractive: false,
    readInput: () => Promise.resolve(''),
    account: undefined,
  };
  const code = await runProgram(args, { terminal, connect: () => Promise.reject(new Error('Nothing runs')) });
  return { code, ...said };
}

describe('--help', () => {
  it.each(['', 'transactions list', 'transactions show', 'transactions cancel', 'transactions replay-callback'])(
    'of ops %s has examples',
    async (path) => {
      const { code, out } = await say(...path.split(' ').filter(Boolean), '--help');
      expect([code, out]).toEqual([
        0,
        expect.stringMatching(/^Usage: ops[^]*Examples:\n {2}\$ npm run ops -- transactions/),
      ]);
    },
  );
});

describe('a malformed command line', () => {
  const id = randomUUID();
  it.each([
    '',
    'transactions',
    'transaction',
    'transactions lst',
    'transactions list --status open',
    'transactions list --method push',
    'transactions list --reason bad',
    'transactions list --callback lost',
    'transactions list --since yesterday',
    'transactions list --until 2026-13-40T99:00:00Z',
    'transactions list --since 2026-11-22',
    'transactions list --limit 0',
    'transactions list --limit 101',
    'transactions list --limit 1.5',
    'transactions list --nonsense',
    'transactions list too much',
    'transactions show',
    'transactions show x',
    `transactions show ${id} ${id}`,
    `transactions cancel ${id} --yes`,
    `transactions cancel ${id} --operator a/b --yes`,
    `transactions cancel ${id} --operator ada`,
    `transactions replay-callback ${id}`,
    'persons',
    'persons set-password --operator ada',
    'persons set-password alex',
    'persons set-password alex --operator ada',
    'action-tokens',
    'action-tokens list',
    'action-tokens show',
    'action-tokens show x',
    'action-tokens revoke alex',
    'action-tokens revoke alex --id x --operator ada',
    'administrators',
    'administrators create --operator ada',
    'administrators create ada --operator ada',
    'administrators create ada.lovelace --password-stdin --operator ada',
    'administrators link --operator ada',
    'administrators link ada.lovelace',
  ])('exits with 2 and an error: ops %s', async (line) => {
    const { code, out, errors } = await say(...line.split(' ').filter(Boolean));
    expect([code, out]).toEqual([2, '']);
    expect(errors).toMatch(/^error: |^Usage: /);
  });
});
