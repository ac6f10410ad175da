import * as openpgp from 'openpgp';
import { describe, expect, it } from 'vitest';
import { createPgp } from '../../src/security/pgp/pgp.ts';
import { makeProfileKeys } from './profile-keys.ts';
import type { ProfileKeyKind } from './profile-keys.ts';

const profileId = '0190f5a3-0000-7000-8000-000000000001';
const otherId = '0190f5a3-0000-7000-8000-000000000002';
const { checkRegistrationKey } = createPgp();

async function armored(
  kind: ProfileKeyKind,
  userId = profileId,
  options: Partial<openpgp.KeyOptions> = {},
): Promise<string> {
  return (await makeProfileKeys(kind, userId, options)).publicKey.armor();
}

async function ofType(options: Partial<openpgp.KeyOptions>): Promise<string> {
  const { publicKey } = await openpgp.generateKey({
    userIDs: [{ name: profileId }],
    format: 'armored',
    ...options,
  } as never);
  return publicKey as unknown as string;
}

describe('the public key of a profile', () => {
  it.each([
    ['v6', 64],
    ['v4', 40],
    ['v4 legacy', 40],
  ] as const)('is accepted as %s on Curve25519', async (kind, fingerprintLength) => {
    const checked = await checkRegistrationKey(await armored(kind), profileId, new Date());
    expect(checked.fingerprint).toMatch(new RegExp(`^[0-9a-f]{${fingerprintLength}}$`));
    expect(checked.publicKey).toMatch(/^-----BEGIN PGP PUBLIC KEY BLOCK-----/);
    expect((await checkRegistrationKey(checked.publicKey, profileId, new Date())).publicKey).toBe(checked.publicKey);
  });

  it.each<[string, () => Promise<string>]>([
    ['is for another profile', () => armored('v6', otherId)],
    ['names a person', () => armored('v6', profileId, { userIDs: [{ name: 'Alex', email: 'alex@example.com' }] })],
    [
      'names the profile and an address',
      () => armored('v6', profileId, { userIDs: [{ name: profileId, email: 'alex@example.com' }] }),
    ],
    ['has two user ids', () => armored('v6', profileId, { userIDs: [{ name: profileId }, { name: otherId }] })],
    ['has no user id', async () => withoutUsers(await makeProfileKeys('v6', profileId))],
    [
      'has expired',
      () => armored('v6', profileId, { date: new Date(Date.now() - 7_200_000), keyExpirationTime: 3600 }),
    ],
    ['is created in the future', () => armored('v6', profileId, { date: new Date(Date.now() + 600_000) })],
    [
      'is revoked',
      async () =>
        (
          await openpgp.revokeKey({ key: (await makeProfileKeys('v6', profileId)).privateKey, format: 'object' })
        ).publicKey.armor(),
    ],
    ['is RSA', () => ofType({ type: 'rsa', rsaBits: 2048 })],
    ['is on another curve', () => ofType({ type: 'ecc', curve: 'nistP256' })],
    ['is Curve448', () => ofType({ type: 'curve448', config: { v6Keys: true } })],
    [
      'has a subkey on another curve',
      () => ofType({ type: 'ecc', curve: 'curve25519Legacy', subkeys: [{}, { type: 'ecc', curve: 'nistP256' }] }),
    ],
    [
      'has an expired encryption subkey',
      () =>
        armored('v6', profileId, { date: new Date(Date.now() - 7_200_000), subkeys: [{ keyExpirationTime: 3600 }] }),
    ],
    ['contains a picture', async () => withPicture(await makeProfileKeys('v6', profileId))],
    ['has an encryption key of low order', async () => withPointOfLowOrder(await makeProfileKeys('v6', profileId))],
    [
      'has an encryption key of low order, as version 4',
      async () => withPointOfLowOrder(await makeProfileKeys('v4', profileId)),
    ],
    ['has no encryption subkey', () => armored('v6', profileId, { subkeys: [] })],
    ['has many subkeys', () => armored('v6', profileId, { subkeys: Array.from({ length: 5 }, () => ({})) })],
    ['is a private key', async () => (await makeProfileKeys('v6', profileId)).privateKey.armor()],
    [
      'is followed by another key',
      async () => together(await makeProfileKeys('v6', profileId), await makeProfileKeys('v6', profileId)),
    ],
    ['is longer than 16 KiB', async () => `${await armored('v6')}${'\n'.repeat(16 * 1024)}`],
    ['is truncated', async () => (await armored('v6')).slice(0, 300)],
    ['is not PGP', async () => '{"kty":"EC"}'],
    ['is empty', async () => ''],
  ])('is refused when it %s', async (_, make) => {
    await expect(checkRegistrationKey(await make(), profileId, new Date())).rejects.toMatchObject({
      code: 'invalid_public_key',
    });
  });

  it('is refused when its self-signatures are by another key', async () => {
    const [mine, other] = [await makeProfileKeys('v6', profileId), await makeProfileKeys('v6', profileId)];
    const packets = [mine.publicKey.toPacketList()[0], ...other.publicKey.toPacketList().slice(1)];
    const list = new openpgp.PacketList<openpgp.AnyPacket>();
    for (const packet of packets) if (packet) list.push(packet);
    const forged = openpgp.armor(openpgp.enums.armor.publicKey, list.write());
    await expect(checkRegistrationKey(forged, profileId, new Date())).rejects.toMatchObject({
      code: 'invalid_public_key',
    });
  });
});

function withoutUsers(pair: { publicKey: openpgp.PublicKey }): string {
  const list = new openpgp.PacketList<openpgp.AnyPacket>();
  for (const packet of pair.publicKey.toPacketList()) if (!(packet instanceof openpgp.UserIDPacket)) list.push(packet);
  return openpgp.armor(openpgp.enums.armor.publicKey, list.write());
}

function withPicture(pair: { publicKey: openpgp.PublicKey }): string {
  const picture = Object.assign(new openpgp.UserAttributePacket(), { attributes: [`${String.fromCharCode(1)}a face`] });
  const list = pair.publicKey.toPacketList();
  list.push(picture as never);
  return openpgp.armor(openpgp.enums.armor.publicKey, list.write());
}

/** Its owner signs it like any other subkey, so only an encryption to it can detect it. */
async function withPointOfLowOrder({ privateKey }: { privateKey: openpgp.PrivateKey }): Promise<string> {
  const packet = privateKey.subkeys[0]?.keyPacket as unknown as {
    publicParams: { A: Uint8Array };
    computeFingerprintAndKeyID(): Promise<void>;
  };
  packet.publicParams.A = new Uint8Array(32);
  await packet.computeFingerprintAndKeyID();
  const { publicKey } = await openpgp.reformatKey({
    privateKey,
    userIDs: [{ name: profileId }],
    date: new Date(Date.now() - 120_000),
    format: 'object',
    config: { v6Keys: privateKey.keyPacket.version === 6 },
  });
  return publicKey.armor();
}

function together(...pairs: { publicKey: openpgp.PublicKey }[]): string {
  return openpgp.armor(openpgp.enums.armor.publicKey, Buffer.concat(pairs.map((pair) => pair.publicKey.write())));
}
