import { describe, expect, it } from 'vitest';
import { flowTransitions, nextStatus } from '../../src/domain/authentication/flow/state.ts';
import { flowStatuses, livingStatuses, openStatuses } from '../../src/domain/authentication/flow/status.ts';

const events = [...new Set(flowTransitions.map(({ on }) => on))];
const ended = flowStatuses.filter((status) => !livingStatuses.some((living) => living === status));

describe('the states of a flow', () => {
  it('have one way on for each event', () => {
    const ways = flowTransitions.map(({ from, on }) => `${from} ${on}`);
    expect(new Set(ways).size).toBe(ways.length);
  });

  it.each(ended)('%s is an end', (status) => {
    expect(events.filter((event) => nextStatus(status, event) !== undefined)).toEqual([]);
  });

  it.each(livingStatuses)('%s can be cancelled, denied, and be over', (status) => {
    expect([nextStatus(status, 'cancelled'), nextStatus(status, 'denied'), nextStatus(status, 'time is up')]).toEqual([
      'cancelled',
      'failed',
      'expired',
    ]);
  });

  it('completes what is authenticated, and nothing else', () => {
    expect(flowStatuses.filter((status) => nextStatus(status, 'completed'))).toEqual(['authenticated']);
    expect(flowStatuses.filter((status) => nextStatus(status, 'factor proven, enough'))).toEqual([...openStatuses]);
  });
});
