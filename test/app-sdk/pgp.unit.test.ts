import * as openpgp from 'openpgp';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  createPgpSession,
  generateProfileKeys,
  type ArmoredKeyPair,
  type PgpSession,
} from '../../app-sdk/key-enrollment/pgp.ts';

const now = new Date();
const plain = new TextEncoder().encode('{"message":"Pay € 84.20?\\r\\n"}');
let profile: ArmoredKeyPair;
let server: ArmoredKeyPair;
let app: PgpSession;
let backend: PgpSession;

beforeAll(async () => {
  profile = await generateProfileKeys('profile', now);
  server = await generateProfileKeys('countersign', now);
  app = await createPgpSession(profile.privateKey, server.publicKey);
  backend = await createPgpSession(server.privateKey, profile.publicKey);
});

/** Seals a message in a way that the protocol may not allow. */
async function sealOddly(options: {
  signWith?: ArmoredKeyPair;
  config?: openpgp.PartialConfig;
  binary?: Uint8Array;
  alsoTo?: string;
}): Promise<string> {
  const { signWith, config, binary = plain, alsoTo } = options;
  const recipients = [profile.publicKey, alsoTo].filter((key) => key !== undefined);
  return await openpgp.encrypt({
    message: await openpgp.createMessage({ binary }),
    encryptionKeys: await Promise.all(recipients.map((armoredKey) => openpgp.readKey({ armoredKey }))),
    signingKeys: signWith && (await openpgp.readPrivateKey({ armoredKey: signWith.privateKey })),
    config,
  });
}

describe('PGP session', () => {
  it('transfers bytes unchanged in both directions', async () => {
    expect(await backend.open(await app.seal(plain, now), now)).toEqual(plain);
    expect(await app.open(await backend.seal(plain, now), now)).toEqual(plain);
  });

  it('works between v6 and v4 keys', async () => {
    const v4 = await openpgp.generateKey({
      type: 'ecc',
      curve: 'curve25519Legacy',
      userIDs: [{ name: 'countersign' }],
      date: new Date(now.getTime() - 5000),
    });
    const other = await createPgpSession(profile.privateKey, v4.publicKey);
    const theirs = await createPgpSession(v4.privateKey, profile.publicKey);
    expect(await theirs.open(await other.seal(plain, now), now)).toEqual(plain);
    expect(await other.open(await theirs.seal(plain, now), now)).toEqual(plain);
  });

  it.each([-59, 0, 59])('works when the other clock is %i s off', async (seconds) => {
    const there = new Date(now.getTime() + seconds * 1000);
    expect(await backend.open(await app.seal(plain, there), now)).toEqual(plain);
    expect(await app.open(await backend.seal(plain, there), now)).toEqual(plain);
  });

  const refusals: [string, () => Promise<string>][] = [
    ['is not signed', () => sealOddly({})],
    ['is signed by another key', async () => sealOddly({ signWith: await generateProfileKeys('countersign', now) })],
    ['is signed by the profile itself', () => sealOddly({ signWith: profile })],
    ['is encrypted to another key', () => app.seal(plain, now)],
    ['is also encrypted to another key', () => sealOddly({ signWith: server, alsoTo: server.publicKey })],
    [
      'is compressed',
      () => sealOddly({ signWith: server, config: { preferredCompressionAlgorithm: openpgp.enums.compression.zlib } }),
    ],
    [
      'is compressed from 30 MB',
      () =>
        sealOddly({
          signWith: server,
          binary: new Uint8Array(30_000_000),
          config: { preferredCompressionAlgorithm: openpgp.enums.compression.zlib },
        }),
    ],
    ['is too large', async () => `${await backend.seal(plain, now)}${'\n'.repeat(200_000)}`],
    ['is a public key', async () => profile.publicKey],
    ['is not PGP', async () => 'hello'],
    ['was altered', async () => changed(await backend.seal(plain, now))],
    [
      'is signed and not encrypted',
      async () =>
        openpgp.sign({
          message: await openpgp.createMessage({ binary: plain }),
          signingKeys: await openpgp.readPrivateKey({ armoredKey: server.privateKey }),
        }),
    ],
  ];
  it.each(refusals)('refuses a message that %s', async (_name, make) => {
    await expect(app.open(await make(), now)).rejects.toMatchObject({ code: 'untrusted_message' });
  });

  it('refuses a private key as the server key', async () => {
    await expect(createPgpSession(profile.privateKey, server.privateKey)).rejects.toMatchObject({
      code: 'untrusted_message',
    });
  });
});

/** Flips one bit of the encrypted part. */
async function changed(armored: string): Promise<string> {
  const { data } = await openpgp.unarmor(armored);
  const bytes = new Uint8Array(data as unknown as Uint8Array);
  bytes[bytes.length - 40]! ^= 1;
  return openpgp.armor(openpgp.enums.armor.message, bytes);
}
