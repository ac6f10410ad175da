import { beforeAll, describe, expect, it } from 'vitest';
import { createCaller } from '../../self-service/support/self-service-api.ts';
import { addSigningInClient, clientRequest, startFlow } from '../support/flow-api.ts';

const uuid = '019b5a3e-8f6c-7d21-a7f5-0c7f5e8f2d10';
const credential = { id: 'a', rawId: 'a', type: 'public-key', clientExtensionResults: {} };
const asserted = { clientDataJSON: 'a', authenticatorData: 'a', signature: 'a', userHandle: 'a' };
const assertion = { ...credential, response: asserted };
const attestation = { ...credential, response: { clientDataJSON: 'a', attestationObject: 'a', transports: ['usb'] } };

let clientId: string;
beforeAll(async () => void (clientId = await addSigningInClient()));

/** The same value once for each text in it, with a NUL in that text. */
function withNul(value: unknown): unknown[] {
  if (typeof value === 'string') return [`${value}\u0000`];
  if (Array.isArray(value)) return value.flatMap((one, at) => withNul(one).map((other) => value.with(at, other)));
  if (value === null || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([name, one]) => withNul(one).map((other) => ({ ...value, [name]: other })));
}

/** The answers that are no refusals of ours, by what was sent. */
async function failuresOf(bodies: readonly object[], send: (body: unknown) => Promise<{ status: number }>) {
  const failures: unknown[] = [];
  for (const body of bodies.flatMap(withNul)) {
    const { status } = await send(body);
    if (status >= 500) failures.push({ status, body });
  }
  return failures;
}

describe('a NUL in a text', () => {
  it('is no failure of the flow API', async () => {
    const { browser, sessionId: session_id } = await startFlow(clientId);
    const tried = (auth_method: string, credentials: object) => ({ session_id, auth_method, credentials });
    const bodies: Record<string, object[]> = {
      '/start': [
        { interaction: 'x' },
        clientRequest(clientId, { nonce: 'x', acr_values: 'x', login_hint: 'x', ui_locales: 'nl' }),
      ],
      '/authenticate': [
        tried('password', { identifier: 'mia', password: 'wrong' }),
        tried('password', { new_password: 'a quite different sentence' }),
        tried('email', { email: 'mia@example.com' }),
        tried('sms', { phone_number: '+31612345601' }),
        tried('passkey', { assertion }),
        tried('authenticator_app', { code: '123456' }),
        tried('recovery_code', { code: 'x' }),
      ],
      '/verify-otp': [{ session_id, otp: '123456', challenge_id: uuid }],
      '/resend': [{ session_id }],
      '/complete': [{ session_id }],
      '/consent': [{ session_id, scopes: ['openid'], claims: ['email'] }],
      '/cancel': [{ session_id }],
    };
    for (const [path, ofPath] of Object.entries(bodies))
      expect(await failuresOf(ofPath, (body) => browser.post(path, body))).toEqual([]);
    for (const path of ['/status', '/consent'])
      expect((await browser.get(`${path}?session_id=${session_id}%00`)).status).toBe(400);
  });

  it('is no failure of the self-service API', async () => {
    const caller = await createCaller();
    const bodies: [method: string, path: string, body: object][] = [
      ['POST', '/methods', { type: 'authenticator_app', name: 'x' }],
      ['POST', `/methods/${uuid}/replacement`, { name: 'x' }],
      ['POST', `/methods/${uuid}/verify`, { code: 'x' }],
      ['POST', `/methods/${uuid}/verify`, { attestation }],
      ['PATCH', `/methods/${uuid}`, { name: 'x' }],
      ['POST', `/methods/${uuid}/removal`, { code: 'x' }],
      ['POST', `/methods/${uuid}/removal`, { password: 'x' }],
      ['POST', `/methods/${uuid}/removal`, { assertion }],
      ['PATCH', '/credentials/password', { current_password: 'x', new_password: 'y', new_password_again: 'y' }],
    ];
    for (const [method, path, json] of bodies)
      expect(await failuresOf([json], (body) => caller.call(method, path, { json: body }))).toEqual([]);
    expect((await caller.call('DELETE', '/methods/%00')).status).toBe(400);
  });

  it('makes an identifier one that is unknown', async () => {
    const { browser, sessionId: session_id } = await startFlow(clientId);
    const send = (identifier: string) =>
      browser.post('/authenticate', {
        session_id,
        auth_method: 'password',
        credentials: { identifier, password: 'x' },
      });
    const answers = [await send('nul\u0000'), await send('no-such-person')];
    const shown = answers.map(({ status, body: { request_id: _, ...refusal } }) => ({ status, ...refusal }));
    expect(shown[0]).toEqual(shown[1]);
    expect(shown[0]).toMatchObject({ status: 401, code: 'invalid_credentials' });
  });
});
