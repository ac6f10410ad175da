import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  actionTokenActivities,
  actionTokenKinds,
  allActions,
  callsOf,
  useToken,
} from '../histories/action-token-kinds.ts';
import type { Trouble } from '../histories/action-token-kinds.ts';
import { startAuthenticationServer } from './support/open-authentication.ts';
import type { AuthenticationServer } from './support/open-authentication.ts';

let on: AuthenticationServer;
beforeAll(async () => void (on = await startAuthenticationServer({ ...actionTokenActivities })));
afterAll(() => on.server.stop());

/** Uses a token with all actions. @returns what the activities were called for, and the result. */
async function use(trouble: Trouble): Promise<{ result: string; calls: string[] }> {
  const id = randomUUID();
  const handle = await useToken(on, id, { types: allActions, trouble });
  return { result: await handle.result(), calls: callsOf(id) };
}

const performed = allActions.map((action) => `performAction ${action}`);
const undone = allActions.toReversed().map((action) => `undoAction ${action}`);

describe('the use of an action token', () => {
  it('performs the actions in order', async () => {
    expect(await use({})).toEqual({ result: 'succeeded', calls: ['takeToken', ...performed, 'endUse'] });
  });

  it('performs nothing when the token is taken', async () => {
    const { result, calls } = await use({ isNotTaken: true });
    expect([result, calls]).toEqual(['failed', ['takeToken', 'endUse null: expired']]);
  });

  it.each([0, 1, 2])('undoes what was begun in reverse order when action %i is refused', async (place) => {
    const refused = allActions[place]!;
    const { result, calls } = await use({ refused });
    expect(result).toBe('failed');
    expect(calls).toEqual([
      'takeToken',
      ...performed.slice(0, place + 1),
      ...undone.slice(-place - 1),
      `endUse ${refused}: person_not_active`,
    ]);
  });

  it('waits for the database two minutes, and undoes what it did then', async () => {
    const began = await on.server.now();
    const { result, calls } = await use({ away: { 'performAction LOGIN': 10_000 } });
    expect(result).toBe('failed');
    expect(calls.filter((call) => call === 'performAction LOGIN').length).toBeGreaterThan(5);
    expect(calls.slice(-4)).toEqual([...undone, 'endUse LOGIN: unavailable']);
    expect((await on.server.now()) - began).toBeGreaterThanOrEqual(100_000);
  });

  it('undoes for as long as the database is away', async () => {
    const { result, calls } = await use({ refused: 'LOGIN', away: { 'undoAction PERSON_ACTIVATION': 50 } });
    expect(result).toBe('failed');
    expect(calls.filter((call) => call === 'undoAction PERSON_ACTIVATION')).toHaveLength(51);
    expect(calls.at(-1)).toBe('endUse LOGIN: person_not_active');
  });

  it('is undone when an operator cancels it', async () => {
    const id = randomUUID();
    await actionTokenKinds['action-token-cancelled-by-operator']!(on, id);
    expect(callsOf(id).slice(-4)).toEqual([...undone, 'endUse LOGIN: cancelled']);
  });
});
