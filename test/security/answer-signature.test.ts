import { CompactSign, exportJWK, generateKeyPair } from 'jose';
import type { CompactJWSHeaderParameters, CryptoKey } from 'jose';
import { beforeAll, describe, expect, it } from 'vitest';
import { createAnswerSignatures } from '../../src/security/answer-signature.ts';
import type { SigningDevice } from '../../src/security/answer-signature.ts';

const { verify } = createAnswerSignatures();
const text = '{"challenge":"x","decision":"accept"}';
let device: SigningDevice;
let privateKey: CryptoKey;

beforeAll(async () => {
  const pair = await generateKeyPair('ES256');
  privateKey = pair.privateKey;
  device = { deviceId: 'a'.repeat(64), jwk: (await exportJWK(pair.publicKey)) as Record<string, string> };
});

async function sign(
  header: Partial<CompactJWSHeaderParameters> = {},
  payload = text,
  key: CryptoKey = privateKey,
): Promise<string> {
  const protectedHeader = { alg: 'ES256', kid: device.deviceId, typ: 'countersign-answer', ...header };
  const jws = await new CompactSign(Buffer.from(payload)).setProtectedHeader(protectedHeader).sign(key);
  const [head, , signature] = jws.split('.');
  return `${head}..${signature}`;
}

describe('the signature of an answer', () => {
  it('is accepted by the device key over exactly this text', async () => {
    expect(verify(await sign(), text, device)).toBeUndefined();
  });

  it.each<[string, () => Promise<string>]>([
    ['is over another text', () => sign({}, text.replace('accept', 'reject'))],
    ['is by another key', async () => sign({}, text, (await generateKeyPair('ES256')).privateKey)],
    ['is of another type', () => sign({ typ: 'dpop+jwt' })],
    ['has no type', () => sign({ typ: undefined })],
    ['names another device', () => sign({ kid: 'b'.repeat(64) })],
    ['is by another algorithm', async () => sign({ alg: 'RS256' }, text, (await generateKeyPair('RS256')).privateKey)],
    ['has no algorithm', async () => unsecured()],
    ['contains its payload', async () => (await sign()).replace('..', `.${Buffer.from(text).toString('base64url')}.`)],
    ['asks for an extension', () => sign({ b64: true, crit: ['b64'] })],
    ['was changed', async () => `${(await sign()).slice(0, -6)}AAAAAA`],
    ['is empty', async () => ''],
    ['is no JWS', async () => 'a..b'],
  ])('is refused when it %s', async (_, make) => {
    const signature = await make();
    expect(() => verify(signature, text, device)).toThrow(expect.objectContaining({ code: 'invalid_answer' }));
  });

  it('is refused when the stored device key is invalid', async () => {
    const broken = { deviceId: 'c'.repeat(64), jwk: { kty: 'EC', crv: 'P-256', x: 'AA', y: 'AA' } };
    const signature = await sign();
    expect(() => verify(signature, text, broken)).toThrow(expect.objectContaining({ code: 'invalid_answer' }));
  });
});

function unsecured(): string {
  return `${Buffer.from(JSON.stringify({ alg: 'none', kid: device.deviceId, typ: 'countersign-answer' })).toString('base64url')}..AA`;
}
