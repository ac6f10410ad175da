import { describe, expect, it } from 'vitest';
import { outcomeOfLost } from '../../src/domain/reconciliation/lost-outcome.ts';

const deadline = 1_000;
const cancelled = { status: 'not_authenticated', reason: 'cancelled' };
const expired = { status: 'not_authenticated', reason: 'expired' };

describe('a transaction whose workflow did not write its end down', () => {
  it.each([
    ['was terminated before the deadline, however late that is found', { closedAt: deadline - 1, returned: undefined }, 5_000, cancelled],
    ['was terminated after it', { closedAt: deadline, returned: undefined }, 5_000, expired],
    ['is not known, before the deadline', { closedAt: undefined, returned: undefined }, deadline - 1, cancelled],
    ['is not known, after it', { closedAt: undefined, returned: undefined }, deadline, expired],
    ['had decided', { closedAt: 500, returned: { status: 'authenticated' } }, 5_000, { status: 'authenticated' }],
  ] as const)('whose workflow %s', (_, lost, now, outcome) => {
    expect(outcomeOfLost(lost, deadline, now)).toEqual(outcome);
  });
});
