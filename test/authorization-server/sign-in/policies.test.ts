import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SignIn } from '../../../src/authorization-server/interactions/completed-flows.ts';
import { defaultPolicy } from '../../../src/domain/authentication/policies/authentication-policy.ts';
import { AuthenticationPolicyRow } from '../../../src/entities/authentication/authentication-policy.ts';
import { AuthorizationServerUnderTest } from '../support/authorization-server-under-test.ts';
import { addPerson, addSite, finish, interactionOf, requestSignIn, signIn, signInOf } from '../support/sign-in.ts';
import type { Site } from '../support/sign-in.ts';
import { TestBrowser } from '../support/test-browser.ts';

type Settings = Partial<AuthenticationPolicyRow>;
type Methods = AuthenticationPolicyRow['methods'];

let oauth: AuthorizationServerUnderTest;
let lax: Site;
/** The sign-ins that a site drove itself, in the order in which they are taken. */
const completed: SignIn[] = [];
beforeAll(async () => {
  oauth = await AuthorizationServerUnderTest.start({ completedFlows: { take: async () => completed.shift() } });
  lax = await addSite(oauth);
});
afterAll(() => oauth.stop());

async function addPolicy(kind: 'client' | 'user', subjectId: string, settings: Settings): Promise<void> {
  const em = oauth.deps.em();
  const now = new Date();
  const row = { ...defaultPolicy(), id: randomUUID(), name: 'Test', kind, subjectId, createdAt: now, changedAt: now };
  em.create(AuthenticationPolicyRow, { ...row, ...settings }, { persist: true });
  await em.flush();
}

const acr = (level: number) => `urn:countersign:acr:${level}`;
const byEmail = { acr: acr(1), amr: ['email', 'otp'], methods: ['email'] };
const byTwo = { acr: acr(2), amr: ['pwd', 'otp', 'mfa'], methods: ['password', 'authenticator_app'] as Methods };
const now = () => Math.floor(Date.now() / 1000);
const pathOf = async (browser: TestBrowser, site: Site, parameters = {}) =>
  new URL((await browser.follow((await requestSignIn(site, parameters)).url)).location!).pathname;

/** A person who is signed in at the lax site, since ten minutes. */
async function signedIn(values: object = byEmail) {
  const [person, browser] = [await addPerson(oauth), new TestBrowser()];
  const proven = { authTime: now() - 600, ...values };
  await signIn(oauth, await requestSignIn(lax), { person, browser, values: proven });
  return { person, browser };
}

describe.each(['client', 'user'] as const)('a session at a site, under the policy of a %s', (kind) => {
  const pathUnder = async (settings: Settings, values?: object) => {
    const { person, browser } = await signedIn(values);
    const site = await addSite(oauth);
    await addPolicy(kind, kind === 'client' ? site.id : person, settings);
    return pathOf(browser, site);
  };

  it.each<[string, Settings, object?]>([
    ['of a higher level', { minimumLevel: 3 }],
    ['of two factors', { factors: 2 }],
    ['of two factors, after two of one class', { factors: 2 }, { acr: acr(2), amr: ['email', 'otp', 'push', 'pop'] }],
    ['of other methods', { methods: ['passkey', 'password'] }],
    ['without the method of one of two factors', { methods: ['password', 'sms'] }, byTwo],
    [
      'without recovery codes, after one',
      { methods: byTwo.methods },
      { ...byTwo, methods: ['password', 'recovery_code'] },
    ],
    ['of newer sessions', { maxSessionAge: 300 }],
    ['that asks for more here and now', { conditions: [{ effect: 'step_up', level: 2 }] }],
    ['that denies it here and now', { conditions: [{ effect: 'deny', addresses: ['127.0.0.0/8', '::1/128'] }] }],
  ])('does not suffice for one %s', async (_, settings, values) => {
    expect(await pathUnder(settings, values)).toBe('/sign-in');
  });

  it('suffices where it is what the policy asks for', async () => {
    const elsewhere = [{ effect: 'deny' as const, addresses: ['198.51.100.0/24'] }];
    const methods: Settings = { methods: ['password', 'authenticator_app'] };
    const settings = { ...methods, minimumLevel: 2, factors: 2, maxSessionAge: 3600, conditions: elsewhere };
    expect(await pathUnder(settings, byTwo)).toBe('/callback');
  });
});

describe('a sign-in that is less than the policies ask for', () => {
  it.each<['client' | 'user', Settings, string]>([
    ['client', { minimumLevel: 3 }, 'sign_in_insufficient'],
    ['user', { factors: 2 }, 'sign_in_insufficient'],
    ['user', { conditions: [{ effect: 'deny' }] }, 'account_refused'],
  ])('finishes no request: policy of a %s, %j', async (kind, settings, code) => {
    const [person, site, browser] = [await addPerson(oauth), await addSite(oauth), new TestBrowser()];
    await addPolicy(kind, kind === 'client' ? site.id : person, settings);
    const interaction = interactionOf((await browser.follow((await requestSignIn(site)).url)).location);
    const answer = await finish(oauth, browser, { interaction, proven: signInOf(person, byEmail) });
    expect(answer.body.code).toBe(code);
  });

  it('finishes none with a session that was too old when its flow began, one that became so since then', async () => {
    const [person, site] = [await addPerson(oauth), await addSite(oauth)];
    await addPolicy('client', site.id, { maxSessionAge: 300 });
    const answerTo = async ({ startedAt, authTime }: { startedAt: number; authTime: number }) => {
      const browser = new TestBrowser();
      const interaction = interactionOf((await browser.follow((await requestSignIn(site)).url)).location);
      const proven = signInOf(person, { authTime, startedAt });
      return (await finish(oauth, browser, { interaction, proven })).status;
    };
    const at = now();
    const authTime = at - 310;
    expect(await answerTo({ startedAt: at, authTime })).toBe(409);
    expect(await answerTo({ startedAt: at - 60, authTime })).toBe(200);
  });

  it('finishes none either where a site drove it itself', async () => {
    const [strict, careful, person] = [await addSite(oauth), await addSite(oauth), await addPerson(oauth)];
    await addPolicy('client', strict.id, { minimumLevel: 3 });
    await addPolicy('client', careful.id, { conditions: [{ effect: 'deny' }] });
    for (const [site, path] of [
      [strict, '/sign-in'],
      [careful, '/sign-in'],
      [lax, '/callback'],
    ] as const) {
      completed.splice(0, 1, signInOf(person, byEmail));
      expect(await pathOf(new TestBrowser(), site)).toBe(path);
    }
  });
});

describe('a sign-in that a site drove itself on the session of the browser', () => {
  it.each([
    ['does not do where a new one is asked for', { prompt: 'login' }, 600, '/sign-in'],
    ['does where none is', { acr_values: acr(2) }, 600, '/callback'],
    ['does where it is new', { prompt: 'login' }, 5, '/callback'],
  ])('%s', async (_, parameters, age, path) => {
    const { person, browser } = await signedIn();
    completed.splice(0, 1, signInOf(person, { authTime: now() - age, startedAt: now() - 60 }));
    expect(await pathOf(browser, lax, parameters)).toBe(path);
  });

  it('is no session to a policy where it is new', async () => {
    const [person, site] = [await addPerson(oauth), await addSite(oauth)];
    await addPolicy('client', site.id, { maxSessionAge: 0 });
    const proven = { ...byEmail, authTime: now() - 5 };
    for (const [startedAt, path] of [
      [now(), '/sign-in'],
      [now() - 60, '/callback'],
    ] as const) {
      completed.splice(0, 1, signInOf(person, { ...proven, startedAt }));
      expect(await pathOf(new TestBrowser(), site)).toBe(path);
    }
  });
});
