import { readFile } from 'node:fs/promises';
import canonicalize from 'canonicalize';
import { calculateJwkThumbprint, EmbeddedJWK, flattenedVerify, importJWK, jwtVerify } from 'jose';
import { readKey } from 'openpgp';
import { describe, expect, it } from 'vitest';
import { createCountersignApp, memoryStorage } from '../../app-sdk/index.ts';
import { deviceIdOf } from '../../app-sdk/device-key.ts';
import { createPgpSession } from '../../app-sdk/key-enrollment/pgp.ts';
import { signedBytes } from '../../app-sdk/transactions/answer-transaction.ts';
import { sha256Base64url, createProof } from '../../app-sdk/transport/dpop.ts';
import { startProtocolServer } from './support/protocol-server.ts';
import { createVectors, fixedDeviceKey } from './vectors/create-vectors.ts';
import { NOW } from './vectors/fixed-inputs.ts';
import { renderExamples } from './vectors/render-examples.ts';

type Vectors = Awaited<ReturnType<typeof createVectors>>;
const read = (name: string) => readFile(new URL(`../../docs/${name}`, import.meta.url), 'utf8');
const vectors = JSON.parse(await read('vectors/app-protocol.json')) as Vectors;
const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

describe('vectors of the app protocol', () => {
  it('are the examples in the documentation', async () => {
    const document = await read('app-protocol.md');
    expect(renderExamples(document, vectors)).toBe(document);
  });

  it('have the same fixed parts as a new run', async () => {
    const fresh = await createVectors(vectors.pgp_keys);
    expect(fresh.device_key).toEqual(vectors.device_key);
    expect(fresh.signed_answer.canonical_base64url).toBe(vectors.signed_answer.canonical_base64url);
    expect(fresh.signed_answer.protected_header).toBe(vectors.signed_answer.protected_header);
    expect(fresh.fetch.plaintext).toBe(vectors.fetch.plaintext);
    expect(fresh.pin_key).toEqual(vectors.pin_key);
    expect(fresh.connection_with_pin).toEqual(vectors.connection_with_pin);
    expect(fresh.authenticator_keys).toEqual(vectors.authenticator_keys);
    for (const name of ['registration', 'fetch', 'with_nonce'] as const) {
      expect({ ...fresh.dpop[name], proof: '' }).toEqual({ ...vectors.dpop[name], proof: '' });
    }
  });

  it('contain the device id that is derived from the device key', async () => {
    const { public_jwk, thumbprint, device_id } = vectors.device_key;
    expect(await calculateJwkThumbprint(public_jwk)).toBe(thumbprint);
    expect(Buffer.from(thumbprint, 'base64url').toString('hex')).toBe(device_id);
    expect(await deviceIdOf(public_jwk)).toBe(device_id);
  });

  it.each(['registration', 'fetch', 'with_nonce'] as const)('contain a valid proof of %s', async (name) => {
    const vector = vectors.dpop[name];
    const { payload, protectedHeader } = await jwtVerify(vector.proof, EmbeddedJWK, {
      typ: 'dpop+jwt',
      currentDate: NOW,
    });
    expect(payload).toEqual(JSON.parse(vector.payload!));
    expect(protectedHeader).toEqual(JSON.parse(vector.header!));
    expect(protectedHeader.jwk).toEqual(vectors.device_key.public_jwk);
  });

  it('bind the proof to the access token', async () => {
    const { access_token, ath, payload } = vectors.dpop.fetch;
    expect(await sha256Base64url(access_token!)).toBe(ath);
    expect(JSON.parse(payload!)).toMatchObject({ ath });
  });

  it('contain a valid detached signature over the canonical bytes', async () => {
    const { canonical, canonical_base64url, payload, signature } = vectors.signed_answer;
    const [header, nothing, value] = signature.split('.');
    expect(nothing).toBe('');
    expect(canonicalize(payload)).toBe(canonical);
    expect(text(signedBytes(payload))).toBe(canonical);
    const jws = { protected: header!, payload: canonical_base64url, signature: value! };
    const key = await importJWK(vectors.device_key.public_jwk, 'ES256');
    await expect(flattenedVerify(jws, key)).resolves.toBeDefined();
    const changed = Buffer.from(canonical.replace('84.20', '85.20')).toString('base64url');
    await expect(flattenedVerify({ ...jws, payload: changed }, key)).rejects.toThrow('signature verification failed');
  });

  it('contain PGP messages that both sides can open', async () => {
    const { profile, server } = vectors.pgp_keys;
    const app = await createPgpSession(profile.private_key, server.public_key);
    const backend = await createPgpSession(server.private_key, profile.public_key);
    expect(text(await app.open(vectors.fetch.message, NOW))).toBe(vectors.fetch.plaintext);
    expect(text(await backend.open(vectors.answer.message, NOW))).toBe(vectors.answer.plaintext);
    expect((await readKey({ armoredKey: profile.public_key })).getUserIDs()).toEqual([profile.profile_id]);
  });

  it('are the messages that an app with these keys fetches, signs and sends', async () => {
    const server = await startProtocolServer();
    const { profile, server: serverKeys } = vectors.pgp_keys;
    const { transaction_id } = vectors.fetch;
    const base = `POST /app/v1/transactions/${transaction_id}`;
    server.on(`${base}/fetch`, () => ({
      headers: { date: NOW.toUTCString() },
      body: { message: vectors.fetch.message },
    }));
    server.on(`${base}/answer`, () => ({ body: { transaction_id, status: 'authenticated' } }));
    const storage = { ...memoryStorage(), deviceKey: fixedDeviceKey };
    await storage.write('registration', { deviceId: vectors.device_key.device_id, clientId: 'c', describedAs: '' });
    await storage.write(`profile:${profile.profile_id}`, {
      profileId: profile.profile_id,
      userId: 'alex',
      keysEnrolled: true,
      pushEnrolled: true,
    });
    await storage.write(`tokens:${profile.profile_id}`, {
      accessToken: 'a',
      refreshToken: 'r',
      refreshAt: NOW.getTime() * 2,
    });
    await storage.write(`pgp-keys:${profile.profile_id}`, {
      privateKey: profile.private_key,
      publicKey: profile.public_key,
      serverPublicKey: serverKeys.public_key,
    });
    const app = createCountersignApp({ origin: server.origin, storage, clock: () => NOW });

    const details = await app.fetchTransaction(profile.profile_id, transaction_id);
    expect(details.message).toBe('Pay € 84.20 to Northwind Energy?');
    expect(await app.answer(profile.profile_id, transaction_id, { decision: 'accept' })).toEqual({
      status: 'authenticated',
    });

    const { message } = JSON.parse(server.requests(`${base}/answer`)[0]!.body) as { message: string };
    const backend = await createPgpSession(serverKeys.private_key, profile.public_key);
    const answer = JSON.parse(text(await backend.open(message, NOW))) as { signature: string };
    expect({ ...answer, signature: '' }).toEqual({ ...JSON.parse(vectors.answer.plaintext), signature: '' });
    const [header, , signature] = answer.signature.split('.');
    const jws = { protected: header!, payload: vectors.signed_answer.canonical_base64url, signature: signature! };
    await expect(flattenedVerify(jws, await importJWK(vectors.device_key.public_jwk, 'ES256'))).resolves.toBeDefined();
    await server.close();
  });
});

describe('the vectors of app to web', () => {
  const { message_id, body, request, answer } = vectors.app_to_web;

  it('have the same fixed parts as a new run, and a valid proof that is bound to the access token', async () => {
    const fresh = (await createVectors(vectors.pgp_keys)).app_to_web;
    expect({ ...fresh, request: { ...fresh.request, proof: '' } }).toEqual({
      ...vectors.app_to_web,
      request: { ...request, proof: '' },
    });
    const { payload } = await jwtVerify(request.proof, EmbeddedJWK, { typ: 'dpop+jwt', currentDate: NOW });
    expect(payload).toEqual(JSON.parse(request.payload!));
    expect(payload['ath']).toBe(await sha256Base64url(request.access_token!));
    expect(message_id).toMatch(/^[\da-f-]{36}$/);
  });

  it('are the request that an app sends, and the answer that it reads', async () => {
    const server = await startProtocolServer();
    const route = 'POST /app/v1/app-to-web';
    server.on(route, () => ({ status: 201, headers: { date: NOW.toUTCString() }, body: JSON.parse(answer) as object }));
    const storage = { ...memoryStorage(), deviceKey: fixedDeviceKey };
    const { profile } = vectors.pgp_keys;
    const known = { profileId: profile.profile_id, userId: 'alex', keysEnrolled: true, pushEnrolled: true };
    await storage.write('registration', { deviceId: vectors.device_key.device_id, clientId: 'c', describedAs: '' });
    await storage.write(`profile:${profile.profile_id}`, known);
    const tokens = { accessToken: request.access_token!, refreshToken: 'r', refreshAt: NOW.getTime() * 2 };
    await storage.write(`tokens:${profile.profile_id}`, tokens);
    const app = createCountersignApp({ origin: server.origin, storage, clock: () => NOW });
    const { target_url } = JSON.parse(body) as { target_url: string };
    const { url, expiresAt } = await app.openOnWeb(profile.profile_id, target_url);
    expect(JSON.stringify({ url, expires_at: expiresAt.toISOString() })).toBe(answer);
    const [sent] = server.requests(route);
    expect(sent!.body).toBe(body);
    await server.close();
  });
});

describe('createProof', () => {
  it('leaves out query and fragment and uses a new id each time', async () => {
    const proof = async () => {
      const made = await createProof(await fixedDeviceKey(), {
        method: 'GET',
        url: 'https://id.example.com/app/v1/transactions?x=1#y',
        at: NOW,
      });
      return (await jwtVerify(made, EmbeddedJWK, { currentDate: NOW })).payload;
    };
    const [first, second] = [await proof(), await proof()];
    expect(first.htu).toBe('https://id.example.com/app/v1/transactions');
    expect(first).not.toHaveProperty('ath');
    expect(first.jti).not.toBe(second.jti);
  });
});
