import { afterEach, describe, expect, it } from 'vitest';
import { createCountersignApp } from '../../../app-sdk/index.ts';
import { quickPinCrypto } from '../support/node-pin-crypto.ts';
import type { Reply } from '../support/protocol-server.ts';
import { connectApp, PROFILE_ID, startApp, tokenReply, type Connected } from '../support/connected-app.ts';

let connected: Connected;
afterEach(() => connected.server.close());

const LIST = 'GET /app/v1/transactions';
const none: Reply = { body: { transactions: [] } };

describe('clock', () => {
  it('is corrected from the answer, and a refused proof is repeated once', async () => {
    const HOUR = 3_600_000;
    connected = await connectApp({ clock: () => new Date(Date.now() - 26 * HOUR) });
    const { app, server } = connected;
    server.on(LIST, ({ proof }) => (Math.abs(proof.iat! * 1000 - Date.now()) < 60_000 ? none : invalidProof()));
    expect(await app.transactions(PROFILE_ID)).toEqual([]);
  });

  it('is corrected for the repetition when the very first request is refused', async () => {
    const there = Date.parse('2026-03-02T10:15:30Z');
    connected = await startApp({ clock: () => new Date(there + 500_000) });
    const { app, server } = connected;
    const seen: number[] = [];
    server.on('POST /app/v1/registrations', ({ proof }) => {
      seen.push(proof.iat! - there / 1000);
      const refused = invalidProof();
      return { ...refused, headers: { ...refused.headers, date: new Date(there).toUTCString() } };
    });
    const input = { application: 'demo', platform: 'android', version: '1', device: { name: 'x' } } as const;
    await expect(app.register(input)).rejects.toMatchObject({ code: 'invalid_dpop_proof' });
    expect(seen).toEqual([500, 0]);
  });

  it('is also corrected for a factor proof when nonces replace the time of the DPoP proof', async () => {
    const clock = () => new Date(Date.now() - 7_200_000);
    connected = await connectApp({ clock });
    const { server, storage, app } = connected;
    const SET = 'PUT /app/v1/authenticators/pin';
    server.on(SET, () => ({ status: 204 }));
    await app.setPin(PROFILE_ID, '48213');
    const times: number[] = [];
    server.on(SET, ({ headers }) => {
      const [, payload] = String(headers['factor-proof']).split('.');
      const { iat } = JSON.parse(Buffer.from(payload!, 'base64url').toString()) as { iat: number };
      times.push(Math.abs(Math.round((iat - Date.now() / 1000) / 3600)));
      return times.at(-1) === 0 ? { status: 204 } : { status: 400, body: { code: 'invalid_factor_proof' } };
    });
    const restarted = createCountersignApp({ origin: server.origin, storage, clock, pinCrypto: quickPinCrypto });
    await restarted.setPin(PROFILE_ID, '90817', '48213');
    expect(times).toEqual([2, 0]);
  });

  it('is not corrected, nor the request repeated, when the time of a refused proof was right', async () => {
    connected = await connectApp();
    const { app, server } = connected;
    server.on(LIST, invalidProof);
    await expect(app.transactions(PROFILE_ID)).rejects.toMatchObject({ code: 'invalid_dpop_proof' });
    expect(server.requests(LIST)).toHaveLength(1);
  });
});

describe('the clock of parallel requests', () => {
  it('is corrected for all of them', async () => {
    connected = await connectApp();
    const { app, server } = connected;
    const late = createCountersignApp({
      origin: server.origin,
      storage: connected.storage,
      clock: () => new Date(Date.now() - 7_200_000),
    });
    server.on(LIST, ({ proof }) => (Math.abs(proof.iat! * 1000 - Date.now()) < 60_000 ? none : invalidProof()));
    expect(await Promise.all(Array.from({ length: 6 }, () => late.transactions(PROFILE_ID)))).toEqual(
      Array.from({ length: 6 }, () => []),
    );
    expect(await app.transactions(PROFILE_ID)).toEqual([]);
  });
});

describe('nonces', () => {
  const wanted = (nonce: string, status = 401): Reply => ({
    status,
    headers: { 'dpop-nonce': nonce, 'www-authenticate': 'DPoP error="use_dpop_nonce"' },
    body: status === 401 ? { code: 'use_dpop_nonce' } : { error: 'use_dpop_nonce' },
  });

  it('are taken from the refusal once and kept for later requests', async () => {
    connected = await connectApp();
    const { app, server } = connected;
    server.on(LIST, ({ proof }) => (proof.nonce === 'n-1' ? none : wanted('n-1')));
    await Promise.all(Array.from({ length: 4 }, () => app.transactions(PROFILE_ID)));
    const first = server.requests(LIST).length;
    expect(first).toBeLessThanOrEqual(8);
    await app.transactions(PROFILE_ID);
    expect(server.requests(LIST)).toHaveLength(first + 1);
  });

  it('are replaced by the newest answer', async () => {
    connected = await connectApp();
    const { app, server } = connected;
    let newest = 'n-1';
    server.on(LIST, ({ proof }) => {
      const reply = proof.nonce === newest ? none : wanted(newest);
      newest = `${newest}+`;
      return { ...reply, headers: { ...reply.headers, 'dpop-nonce': newest } };
    });
    await app.transactions(PROFILE_ID);
    await app.transactions(PROFILE_ID);
    expect(server.requests(LIST)).toHaveLength(3);
  });

  it('of the token endpoint are kept separate', async () => {
    connected = await connectApp();
    const { app, server } = connected;
    const issue = tokenReply(600);
    server.on('POST /oauth/token', ({ proof }) =>
      proof.nonce === 'token-nonce' ? issue() : wanted('token-nonce', 400),
    );
    server.on(LIST, () => ({ ...none, headers: { 'dpop-nonce': 'app-nonce' } }));
    await app.transactions(PROFILE_ID);
    await app.connect('code');
    await app.transactions(PROFILE_ID);
    expect(server.requests('POST /oauth/token').map(({ proof }) => proof.nonce)).toEqual([
      undefined,
      undefined,
      'token-nonce',
    ]);
    expect(server.requests(LIST).map(({ proof }) => proof.nonce)).toEqual([undefined, 'app-nonce']);
  });

  it('are requested only once per call', async () => {
    connected = await connectApp();
    const { app, server } = connected;
    let asked = 0;
    server.on(LIST, () => wanted(`n-${++asked}`));
    await expect(app.transactions(PROFILE_ID)).rejects.toMatchObject({ code: 'use_dpop_nonce' });
    expect(asked).toBe(2);
  });

  it('are handled together with a wrong clock in one call', async () => {
    connected = await connectApp();
    const { server, storage } = connected;
    const late = createCountersignApp({
      origin: server.origin,
      storage,
      clock: () => new Date(Date.now() - 7_200_000),
    });
    server.on(LIST, ({ proof }) => {
      if (Math.abs(proof.iat! * 1000 - Date.now()) > 60_000) return invalidProof();
      return proof.nonce === 'n-1' ? none : wanted('n-1');
    });
    expect(await late.transactions(PROFILE_ID)).toEqual([]);
  });
});

function invalidProof(): Reply {
  return {
    status: 401,
    headers: { 'www-authenticate': 'DPoP error="invalid_dpop_proof"' },
    body: { code: 'invalid_dpop_proof' },
  };
}
