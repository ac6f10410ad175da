import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lockFactors } from '../../src/commands/devices/authenticators/lock-factors.ts';
import { proveFactor } from '../../src/commands/devices/authenticators/prove-factor.ts';
import type { ProvenFactor } from '../../src/commands/devices/authenticators/prove-factor.ts';
import { Application } from '../../src/entities/configuration/application.ts';
import { Event } from '../../src/entities/events/event.ts';
import { AuthenticatorKey } from '../../src/entities/devices/authenticator-key.ts';
import { Registration } from '../../src/entities/devices/registration.ts';
import { OauthGrant } from '../../src/entities/tokens/oauth-grant.ts';
import { nowInSeconds, TestFactor } from '../app/support/test-factor.ts';
import { AuthorizationServerUnderTest } from '../authorization-server/support/authorization-server-under-test.ts';
import { connect } from '../authorization-server/support/refresh-factor.ts';
import { eventually } from '../support/enrolled-phone.ts';

let oauth: AuthorizationServerUnderTest;
let pin: TestFactor;
let wrong: TestFactor;
beforeAll(async () => {
  oauth = await AuthorizationServerUnderTest.start();
  [pin, wrong] = [await TestFactor.create('pin'), await TestFactor.create('pin')];
});
afterAll(() => oauth.stop());

const profiles: { profileId: string; grantId: string }[] = [];

async function makeProfile(): Promise<{ profileId: string; grantId: string }> {
  const { profileId } = await connect(oauth, pin);
  const { id: grantId } = await oauth.deps.em().findOneOrFail(OauthGrant, { registration: profileId });
  profiles.push({ profileId, grantId });
  return { profileId, grantId };
}

interface Model {
  /** The expected number of wrong PINs in a row. */
  failed: number;
  max: number;
  connected: boolean;
}

interface Real {
  profileId: string;
  grantId: string;
}

async function prove(
  { profileId, grantId }: Real,
  factor: TestFactor,
  claims: object = {},
  deps = oauth.deps,
): Promise<ProvenFactor> {
  const proof = await factor.prove({
    iat: nowInSeconds(),
    profile_id: profileId,
    purpose: 'refresh',
    refresh_token_hash: 'hash',
    ...claims,
  });
  return proveFactor(deps, { requestId: 'test' }, { grantId, factorProof: proof, refreshTokenHash: 'hash' });
}

/** The verdict after the profile and its grant were deleted. */
const gone = { verdict: 'none' } as const;

/** Counts a wrong PIN in the model. @returns the expected answer. */
function countWrong(model: Model): object {
  if (!model.connected) return gone;
  model.failed += 1;
  if (model.max === 0) return { verdict: 'wrong' };
  if (model.failed < model.max) return { verdict: 'wrong', attemptsLeft: model.max - model.failed };
  model.connected = false;
  return { verdict: 'disconnected' };
}

class WrongPins implements fc.AsyncCommand<Model, Real> {
  readonly atOnce: number;
  constructor(atOnce: number) {
    this.atOnce = atOnce;
  }
  check = () => true;
  async run(model: Model, real: Real): Promise<void> {
    const answers = await Promise.all(Array.from({ length: this.atOnce }, () => prove(real, wrong)));
    const expected = Array.from({ length: this.atOnce }, () => countWrong(model));
    // The order of concurrent attempts is random, so the answers are compared as a set. After the last one, both
    // `disconnected` and `none` are right.
    const given = answers.map((answer) =>
      answer.verdict === 'disconnected' || answer.verdict === 'none' ? 'gone' : JSON.stringify(answer),
    );
    const due = expected.map((answer) =>
      ['disconnected', 'none'].includes((answer as ProvenFactor).verdict) ? 'gone' : JSON.stringify(answer),
    );
    expect(given.toSorted()).toEqual(due.toSorted());
  }
  toString = () => `${this.atOnce} wrong at once`;
}

class RightPin implements fc.AsyncCommand<Model, Real> {
  check = () => true;
  async run(model: Model, real: Real): Promise<void> {
    const { verdict } = await prove(real, pin);
    if (!model.connected) return void expect(verdict).toBe('none');
    if (model.max > 0 && model.failed >= model.max) model.connected = false;
    else model.failed = 0;
    expect(verdict).toBe(model.connected ? 'proven' : 'disconnected');
  }
  toString = () => 'right';
}

class MalformedProof implements fc.AsyncCommand<Model, Real> {
  check = ({ connected }: Readonly<Model>) => connected;
  async run(_: Model, real: Real): Promise<void> {
    await expect(prove(real, wrong, { purpose: 'other' })).rejects.toMatchObject({ code: 'invalid_factor_proof' });
  }
  toString = () => 'malformed';
}

class NewLimit implements fc.AsyncCommand<Model, Real> {
  readonly max: number;
  constructor(max: number) {
    this.max = max;
  }
  check = () => true;
  async run(model: Model): Promise<void> {
    model.max = this.max;
    await oauth.deps.em().nativeUpdate(Application, { identifier: 'shop' }, { maxPinAttempts: this.max });
  }
  toString = () => `limit ${this.max}`;
}

class Remembered implements fc.AsyncCommand<Model, Real> {
  check = () => true;
  async run(model: Model, { profileId }: Real): Promise<void> {
    const em = oauth.deps.em();
    expect(await em.count(Registration, { id: profileId })).toBe(model.connected ? 1 : 0);
    const key = await em.findOne(AuthenticatorKey, { registration: profileId, name: 'pin' });
    expect(key?.failedAttempts).toBe(model.connected ? model.failed : undefined);
  }
  toString = () => 'look';
}

describe('any sequence of right, wrong, malformed and concurrent PINs and changes of the limit', () => {
  it(
    'counts each wrong PIN once, resets the count by a right PIN, and disconnects at the limit',
    { timeout: 400_000 },
    async () => {
      const commands = [
        fc.integer({ min: 1, max: 5 }).map((atOnce) => new WrongPins(atOnce)),
        fc.constant(new RightPin()),
        fc.constant(new MalformedProof()),
        fc.constantFrom(0, 1, 3, 5, 10).map((max) => new NewLimit(max)),
        fc.constant(new Remembered()),
      ];
      await fc.assert(
        fc.asyncProperty(fc.commands(commands, { maxCommands: 12 }), async (sequence) => {
          const real = await makeProfile();
          await fc.asyncModelRun(
            () => ({ model: { failed: 0, max: 3, connected: true }, real }),
            [new NewLimit(3), ...sequence, new Remembered()],
          );
        }),
        { numRuns: 40 },
      );
      expect(profiles.length).toBeGreaterThanOrEqual(40);
    },
  );
});

describe('a wrong PIN that waits for the lock of its profile', () => {
  it('is recorded with the time at which it is counted', async () => {
    const profile = await makeProfile();
    await oauth.deps.em().nativeUpdate(Application, { identifier: 'shop' }, { maxPinAttempts: 3 });
    let now = new Date();
    const holder = oauth.deps.em();
    await holder.begin();
    await lockFactors(holder, profile.profileId);
    const proven = prove(profile, wrong, {}, { ...oauth.deps, clock: () => now });
    const waiting =
      'select from pg_locks l join pg_stat_activity a using (pid) where not l.granted and a.datname = current_database()';
    await eventually(async () => ((await oauth.deps.em().execute<object[]>(waiting)).length > 0 ? true : undefined));
    now = new Date(now.getTime() + 5_000);
    await holder.commit();
    expect((await proven).verdict).toBe('wrong');
    expect(
      (await oauth.deps.em().findOneOrFail(Event, { subjectId: profile.profileId, name: 'PIN VALIDATION FAILURE' }))
        .occurredAt,
    ).toEqual(now);
  });
});
