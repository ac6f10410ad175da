import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  createCountersignApp,
  isCountersignError,
  memoryStorage,
  softwareAuthenticator,
  type CountersignApp,
} from '../../../app-sdk/index.ts';
import { PROFILE_ID, startApp } from '../support/connected-app.ts';
import { serveFactors, type FactorServer } from '../support/factor-server.ts';
import { quickPinCrypto } from '../support/node-pin-crypto.ts';

/** A step of the user, and which message of it the network loses. */
type Step =
  | { do: 'restart' }
  | { do: 'set the PIN'; pin: string; loses: Loss }
  | { do: 'drop the PIN' | 'set the fingerprint' | 'drop the fingerprint'; loses: Loss };
type Loss = FactorServer['loses'];

const pins = ['48213', '90817', '71935'];
const loses = fc.constantFrom<Loss>('nothing', 'the request', 'the answer');
const step = fc.oneof(
  fc.record({ do: fc.constant('set the PIN'), pin: fc.constantFrom(...pins), loses }),
  fc.record({ do: fc.constantFrom('drop the PIN', 'set the fingerprint', 'drop the fingerprint'), loses }),
  fc.constant({ do: 'restart' }),
) as fc.Arbitrary<Step>;

/** Finds the current PIN: a user tries the ones that may be in force. */
async function findPin(app: CountersignApp, candidates: string[]): Promise<string> {
  for (const pin of candidates) {
    try {
      await app.unlock(PROFILE_ID, { kind: 'pin', pin });
      return pin;
    } catch (error) {
      if (!isCountersignError(error, 'wrong_factor_proof')) throw error;
    }
  }
  throw new Error('no PIN unlocks');
}

function act(
  app: CountersignApp,
  current: string | undefined,
  each: Exclude<Step, { do: 'restart' }>,
): Promise<void> | undefined {
  if (each.do === 'set the PIN') return app.setPin(PROFILE_ID, each.pin, current);
  if (current === undefined) return undefined;
  if (each.do === 'drop the PIN') return app.dropPin(PROFILE_ID, current);
  return each.do === 'set the fingerprint'
    ? app.setAuthenticator(PROFILE_ID, 'fingerprint', current)
    : app.dropAuthenticator(PROFILE_ID, 'fingerprint', current);
}

async function walk(steps: Step[]): Promise<void> {
  const storage = memoryStorage();
  const sensor = softwareAuthenticator(storage, async () => true);
  const start = await startApp({ storage, app: { authenticators: { fingerprint: sensor } } });
  const factors = serveFactors(start.server);
  let { app } = start;
  await app.register({ application: 'demo', platform: 'android', version: '1.0', device: { name: 'Test phone' } });
  await app.connect('code', { pin: pins[0]! });
  let current: string | undefined = pins[0];
  for (const each of steps) {
    if (each.do === 'restart') {
      app = createCountersignApp({
        origin: start.server.origin,
        storage,
        pinCrypto: quickPinCrypto,
        delay: async () => undefined,
        authenticators: { fingerprint: sensor },
      });
      continue;
    }
    factors.loses = each.loses;
    const error: unknown = await act(app, current, each)?.then(
      () => undefined,
      (refused: unknown) => refused,
    );
    if (error !== undefined) expect(error).toMatchObject({ code: 'network' });
    if (each.loses === 'nothing') expect(error).toBeUndefined();
    factors.loses = 'nothing';
    const { authenticators } = await app.authenticators(PROFILE_ID);
    const known = authenticators.map(({ name }) => name);
    if (error === undefined && current !== undefined && each.do.endsWith('the fingerprint'))
      expect(known.includes('fingerprint')).toBe(each.do.startsWith('set'));
    if (error === undefined && each.do === 'drop the PIN') expect(known).toEqual([]);
    current = known.includes('pin')
      ? await findPin(app, each.do === 'set the PIN' ? [each.pin, current ?? each.pin] : [current!])
      : undefined;
    if (error === undefined && each.do === 'set the PIN') expect(current).toBe(each.pin);
  }
  await settle(app, current);
  expect(await storage.names('software-key:')).toHaveLength(1);
  expect((await storage.names('message:')).filter((name) => !name.includes('drop'))).toEqual([]);
  await start.server.close();
}

/** From every state, everything can be set, used and dropped. */
async function settle(app: CountersignApp, current: string | undefined): Promise<void> {
  const pin = current ?? pins[0]!;
  if (current === undefined) await app.setPin(PROFILE_ID, pin);
  await app.unlock(PROFILE_ID, { kind: 'pin', pin });
  await app.setAuthenticator(PROFILE_ID, 'fingerprint', pin);
  await app.unlock(PROFILE_ID, { kind: 'fingerprint' });
}

/** A drop with a lost answer is undone and repeated: the answer to the first drop must not count for the second. */
const undone: Step[][] = [
  [
    { do: 'drop the PIN', loses: 'the answer' },
    { do: 'set the PIN', pin: '90817', loses: 'nothing' },
    { do: 'drop the PIN', loses: 'nothing' },
  ],
  [
    { do: 'set the fingerprint', loses: 'nothing' },
    { do: 'drop the fingerprint', loses: 'the answer' },
    { do: 'set the fingerprint', loses: 'nothing' },
    { do: 'drop the fingerprint', loses: 'nothing' },
  ],
  [
    { do: 'set the fingerprint', loses: 'the answer' },
    { do: 'drop the fingerprint', loses: 'the answer' },
    { do: 'restart' },
    { do: 'set the fingerprint', loses: 'nothing' },
  ],
];

it('the app and the server agree on the PIN and authenticators after any sequence of lost messages', async () => {
  await fc.assert(fc.asyncProperty(fc.array(step, { maxLength: 8 }), walk), {
    numRuns: 60,
    examples: undone.map((steps) => [steps]),
  });
});
