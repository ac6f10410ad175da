import { describe, expect, it } from 'vitest';
import { outcomeOfLost } from '../../src/domain/reconciliation/lost-outcome.ts';

const deadline = 1_000;
const cancelled = { status: 'not_authenticated', reason: 'cancelled' };
const expired = { status: 'not_authenticated', reason: 'expired' };

describe('a transaction whose workflow did not record its end', () => {
  it.each([
    [
      'was terminated before the deadline, even if found much later',
      { closedAt: deadline - 1, returned: undefined },
      5_000,
      cancelled,
    ],
    ['was terminated after the deadline', { closedAt: deadline, returned: undefined }, 5_000, expired],
    ['is unknown, before the deadline', { closedAt: undefined, returned: undefined }, deadline - 1, cancelled],
    ['is unknown, after the deadline', { closedAt: undefined, returned: undefined }, deadline, expired],
    ['had an outcome', { closedAt: 500, returned: { status: 'authenticated' } }, 5_000, { status: 'authenticated' }],
  ] as const)('gets the outcome of a workflow that %s', (_, lost, now, outcome) => {
    expect(outcomeOfLost(lost, deadline, now)).toEqual(outcome);
  });
});
