import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lockFactors } from '../../src/commands/authenticators/lock-factors.ts';
import { proveFactor } from '../../src/commands/authenticators/prove-factor.ts';
import type { ProvenFactor } from '../../src/commands/authenticators/prove-factor.ts';
import { Application } from '../../src/entities/configuration/application.ts';
import { Event } from '../../src/entities/happenings/event.ts';
import { AuthenticatorKey } from '../../src/entities/people/authenticator-key.ts';
import { Registration } from '../../src/entities/people/registration.ts';
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
  /** Wrong ones in a row, as they have to be counted. */
  failed: number;
  max: number;
  connected: boolean;
}

interface Real {
  profileId: string;
  grantId: string;
}

async function prove({ profileId, grantId }: Real, factor: TestFactor, claims: object = {}, deps = oauth.deps): Promise<ProvenFactor> {
  const proof = await factor.prove({ iat: nowInSeconds(), profile_id: profileId, purpose: 'refresh', refresh_token_hash: 'hash', ...claims });
  return proveFactor(deps, { requestId: 'test' }, { grantId, factorProof: proof, refreshTokenHash: 'hash' });
}

/** Nobody asks for a factor of a profile that is gone: its grant went with it. */
const gone = { verdict: 'none' } as const;

/** What the server has to say to one wrong PIN, and what it has to remember. */
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
    // Which of those at once came first is chance; that each was counted is not. After the end, to be asked late is to be told either.
    const told = answers.map((answer) => (answer.verdict === 'disconnected' || answer.verdict === 'none' ? 'gone' : JSON.stringify(answer)));
    const due = expected.map((answer) => (['disconnected', 'none'].includes((answer as ProvenFactor).verdict) ? 'gone' : JSON.stringify(answer)));
    expect(told.toSorted()).toEqual(due.toSorted());
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

describe('whatever order right, wrong and malformed PINs come in, alone or together, while the limit changes', () => {
  it('each wrong one is counted once, a right one forgets them, and the limit disconnects', { timeout: 180_000 }, async () => {
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
        await fc.asyncModelRun(() => ({ model: { failed: 0, max: 3, connected: true }, real }), [new NewLimit(3), ...sequence, new Remembered()]);
      }),
      { numRuns: 40 },
    );
    expect(profiles.length).toBeGreaterThanOrEqual(40);
  });
});

describe('a wrong PIN that had to wait for its turn', () => {
  it('is recorded at the moment that it was counted', async () => {
    const profile = await makeProfile();
    await oauth.deps.em().nativeUpdate(Application, { identifier: 'shop' }, { maxPinAttempts: 3 });
    let now = new Date();
    const holder = oauth.deps.em();
    await holder.begin();
    await lockFactors(holder, profile.profileId);
    const proven = prove(profile, wrong, {}, { ...oauth.deps, clock: () => now });
    const waiting = 'select from pg_locks l join pg_stat_activity a using (pid) where not l.granted and a.datname = current_database()';
    await eventually(async () => ((await oauth.deps.em().execute<object[]>(waiting)).length > 0 ? true : undefined));
    now = new Date(now.getTime() + 5_000);
    await holder.commit();
    expect((await proven).verdict).toBe('wrong');
    expect((await oauth.deps.em().findOneOrFail(Event, { subjectId: profile.profileId, name: 'PIN VALIDATION FAILURE' })).occurredAt).toEqual(now);
  });
});
