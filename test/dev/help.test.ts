import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { inCheckout } from '../../dev/parts/checkout.ts';

describe('--help', () => {
  it.each(['check', 'test', 'fuzz'])('of %s prints its options and runs nothing', (command) => {
    const output = execFileSync(process.execPath, [inCheckout(`dev/${command}.ts`), '--help'], { encoding: 'utf8' });
    expect(output).toMatch(/^\n {2}npm .*--help {2,}this text/s);
    expect(output).not.toContain('Checking');
  });
});
