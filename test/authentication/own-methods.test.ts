import type {
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
} from '@simplewebauthn/server';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addMethod } from '../../src/commands/persons/sign-in-methods/enrollment/add-method.ts';
import { verifyMethod } from '../../src/commands/persons/sign-in-methods/enrollment/verify-method.ts';
import { makeRecoveryCodes } from '../../src/commands/persons/sign-in-methods/recovery-codes/make-recovery-codes.ts';
import type { Deps } from '../../src/runtime/deps.ts';
import { codeOfStep, stepAt, wrongAppCode } from '../sign-in-methods/support/app-codes.ts';
import { origin } from '../sign-in-methods/support/person-database.ts';
import { SoftwareAuthenticator } from '../sign-in-methods/support/software-authenticator.ts';
import { createTestDeps } from '../support/own-server.ts';
import { useStack } from '../support/stack.ts';
import { addSigningInClient, startFlow } from './support/flow-api.ts';
import type { FlowBrowser } from './support/flow-api.ts';
import { addPersonWithPassword, rightPassword } from './support/people.ts';

const level2 = { acr_values: 'urn:countersign:acr:2' };
let clientId: string;
let deps: Deps;
beforeAll(async () => {
  deps = await createTestDeps(useStack().environment);
  clientId = await addSigningInClient();
});
afterAll(() => deps.close());

const prove = (browser: FlowBrowser, sessionId: string, method: string, credentials: object) =>
  browser.post('/authenticate', { session_id: sessionId, auth_method: method, credentials });

/** A flow with the password of a person proven. */
async function startWithPassword(email: string) {
  const started = await startFlow(clientId, level2);
  const { body } = await prove(started.browser, started.sessionId, 'password', {
    identifier: email,
    password: rightPassword,
  });
  return { ...started, body };
}

/** An app that was added by the code of a step, which is used up. */
async function addApp(personId: string): Promise<{ secret: string; step: number }> {
  const { id, shown } = await addMethod(deps, { personId, type: 'authenticator_app', origin });
  const secret = shown['secret'] as string;
  const step = stepAt();
  await verifyMethod(deps, { personId, methodId: id, proof: { code: codeOfStep(secret, step) }, origin });
  return { secret, step };
}

async function addPasskey(personId: string, counter?: number): Promise<SoftwareAuthenticator> {
  const authenticator = new SoftwareAuthenticator(deps.relyingParty.origins[0]!, {
    ...(counter !== undefined && { counter }),
  });
  const { id, shown } = await addMethod(deps, { personId, type: 'passkey', origin });
  const attestation = authenticator.create(shown['public_key'] as PublicKeyCredentialCreationOptionsJSON);
  await verifyMethod(deps, { personId, methodId: id, proof: { attestation }, origin });
  return authenticator;
}

describe('a second factor of a person who gave their password', () => {
  it('is a code of their authenticator app, each step once', async () => {
    const person = await addPersonWithPassword(deps);
    const { secret, step } = await addApp(person.id);
    const { browser, sessionId, body } = await startWithPassword(person.email);
    expect([body.status, body.methods]).toEqual([
      'pending',
      expect.arrayContaining([{ auth_method: 'authenticator_app' }]),
    ]);
    const wrong = await prove(browser, sessionId, 'authenticator_app', { code: wrongAppCode(secret) });
    expect([wrong.status, wrong.body.code]).toEqual([401, 'code_wrong']);
    const code = codeOfStep(secret, step + 1);
    const right = await prove(browser, sessionId, 'authenticator_app', { code });
    expect([right.status, right.body.status, right.body.achieved]).toEqual([
      200,
      'authenticated',
      expect.objectContaining({ level: 2, amr: ['pwd', 'otp', 'mfa'] }),
    ]);
    const other = await startWithPassword(person.email);
    const again = await prove(other.browser, other.sessionId, 'authenticator_app', { code });
    expect([again.status, again.body.code]).toEqual([401, 'code_wrong']);
  });

  it('is a recovery code, once', async () => {
    const person = await addPersonWithPassword(deps);
    const [code] = await makeRecoveryCodes(deps, { personId: person.id, origin });
    const { browser, sessionId } = await startWithPassword(person.email);
    const right = await prove(browser, sessionId, 'recovery_code', { code: code!.toLowerCase() });
    expect([right.status, right.body.status, right.body.achieved.level]).toEqual([200, 'authenticated', 2]);
    const other = await startWithPassword(person.email);
    const again = await prove(other.browser, other.sessionId, 'recovery_code', { code });
    expect([again.status, again.body.code]).toEqual([401, 'code_wrong']);
  });

  it.each(['authenticator_app', 'recovery_code'])(
    '%s is none to begin with, and not offered to who has none',
    async (method) => {
      const { browser, sessionId } = await startFlow(clientId, level2);
      const first = await prove(browser, sessionId, method, { code: '123456' });
      expect([first.status, first.body.code]).toEqual([409, 'method_not_offered']);
      const person = await addPersonWithPassword(deps);
      const second = await startWithPassword(person.email);
      const refused = await prove(second.browser, second.sessionId, method, { code: '123456' });
      expect([refused.status, refused.body.code]).toEqual([409, 'method_not_offered']);
    },
  );
});

describe('a passkey', () => {
  const ask = async (browser: FlowBrowser, sessionId: string) => {
    const { status, body } = await prove(browser, sessionId, 'passkey', {});
    expect([status, body.status, body.challenge?.type]).toEqual([200, 'challenge_sent', 'passkey']);
    return body.challenge.public_key as PublicKeyCredentialRequestOptionsJSON;
  };

  it('signs in alone, without a name, at level 3', async () => {
    const person = await addPersonWithPassword(deps);
    const authenticator = await addPasskey(person.id);
    const { browser, sessionId } = await startFlow(clientId, level2);
    const options = await ask(browser, sessionId);
    expect(options).toMatchObject({ userVerification: 'required', allowCredentials: [] });
    const { status, body } = await prove(browser, sessionId, 'passkey', { assertion: authenticator.get(options) });
    expect([status, body.status, body.achieved]).toEqual([
      200,
      'authenticated',
      expect.objectContaining({ level: 3, acr: 'urn:countersign:acr:3', amr: ['hwk', 'user', 'mfa'] }),
    ]);
  });

  it('is refused for another origin, another challenge and a counter that went back, and may be tried again', async () => {
    const person = await addPersonWithPassword(deps);
    const authenticator = await addPasskey(person.id, 10);
    const { browser, sessionId } = await startFlow(clientId, level2);
    const early = await prove(browser, sessionId, 'passkey', {
      assertion: authenticator.get({ challenge: 'AAAA', rpId: 'localhost' } as PublicKeyCredentialRequestOptionsJSON),
    });
    expect([early.status, early.body.code]).toEqual([401, 'assertion_invalid']);
    const options = await ask(browser, sessionId);
    for (const deviation of [{ origin: 'https://evil.example' }, { challenge: 'AAAA' }, { counter: 10 }]) {
      const { status, body } = await prove(browser, sessionId, 'passkey', {
        assertion: authenticator.get(options, deviation),
      });
      expect([deviation, status, body.code]).toEqual([deviation, 401, 'assertion_invalid']);
    }
    const right = await prove(browser, sessionId, 'passkey', {
      assertion: authenticator.get(options, { counter: 100 }),
    });
    expect(right.body.status).toBe('authenticated');
  });

  it('of another flow answers nothing here', async () => {
    const person = await addPersonWithPassword(deps);
    const authenticator = await addPasskey(person.id, 0);
    const [one, other] = [await startFlow(clientId, level2), await startFlow(clientId, level2)];
    const options = await ask(one.browser, one.sessionId);
    await ask(other.browser, other.sessionId);
    const assertion = authenticator.get(options);
    const replayed = await prove(other.browser, other.sessionId, 'passkey', { assertion });
    expect([replayed.status, replayed.body.code]).toEqual([401, 'assertion_invalid']);
    expect((await prove(one.browser, one.sessionId, 'passkey', { assertion })).body.status).toBe('authenticated');
  });

  it('of another person is no second factor', async () => {
    const person = await addPersonWithPassword(deps);
    await addPasskey(person.id);
    const thief = await addPasskey((await addPersonWithPassword(deps)).id);
    const { browser, sessionId } = await startWithPassword(person.email);
    const options = await ask(browser, sessionId);
    const { status, body } = await prove(browser, sessionId, 'passkey', { assertion: thief.get(options) });
    expect([status, body.code]).toEqual([409, 'other_user']);
  });
});
