import * as openpgp from 'openpgp';
import { beforeAll, describe, expect, it } from 'vitest';
import { createPgp, generateServerKeys } from '../../src/security/pgp/pgp.ts';
import type { Conversation } from '../../src/security/pgp/pgp.ts';
import { makeProfileKeys } from './profile-keys.ts';

const profileId = '0190f5a3-0000-7000-8000-000000000001';
/** Read for each use: a phone signs with the time of the clock, and the verification must not be earlier. */
const now = () => new Date();
const pgp = createPgp();
const text = JSON.stringify({ decision: 'accept', displayed: { message: 'Pay € 12 to Zoë' } });

interface Phone {
  privateKey: openpgp.PrivateKey;
  server: openpgp.PublicKey;
}

/** An answer as an app sends it, with changed options. */
async function answer(phone: Phone, options: Partial<openpgp.EncryptOptions> = {}): Promise<string> {
  const message = await openpgp.createMessage({ text });
  const config = { v6Keys: true, aeadProtect: true, ...options.config };
  return (await openpgp.encrypt({
    message,
    encryptionKeys: phone.server,
    signingKeys: phone.privateKey,
    ...options,
    config,
    format: 'armored',
  } as never)) as unknown as string;
}

describe.each(['v6', 'v4', 'v4 legacy'] as const)('messages with a %s profile key', (kind) => {
  let conversation: Conversation;
  let phone: Phone;

  beforeAll(async () => {
    const server = await generateServerKeys('northwind', now());
    const profile = await makeProfileKeys(kind, profileId);
    conversation = { serverPrivateKey: server.privateKey, registrationPublicKey: profile.publicKey.armor() };
    phone = { privateKey: profile.privateKey, server: await openpgp.readKey({ armoredKey: server.publicKey }) };
  });

  it('are encrypted to the profile and signed by the server', async () => {
    const armored = await pgp.seal(conversation, text, now());
    expect(armored).not.toContain('Zoë');
    const opened = await openpgp.decrypt({
      message: await openpgp.readMessage({ armoredMessage: armored }),
      decryptionKeys: phone.privateKey,
      verificationKeys: phone.server,
      expectSigned: true,
    });
    expect(opened.data).toBe(text);
    await expect(opened.signatures[0]?.verified).resolves.toBe(true);
  });

  it('are decrypted when the profile signed and encrypted them', async () => {
    await expect(pgp.open(conversation, await answer(phone), now())).resolves.toBe(text);
  });

  it('are decrypted when the clock of the phone is a minute off', async () => {
    for (const shift of [-59_000, 59_000]) {
      const armored = await answer(phone, {
        date: new Date(Math.max(now().getTime() + shift, phone.privateKey.getCreationTime().getTime() + 1000)),
      });
      await expect(pgp.open(conversation, armored, now())).resolves.toBe(text);
    }
  });

  it.each<[string, () => Promise<string>]>([
    ['is not signed', () => answer(phone, { signingKeys: undefined })],
    [
      'is signed by another key',
      async () => answer(phone, { signingKeys: (await makeProfileKeys(kind, profileId)).privateKey }),
    ],
    [
      'is signed by two keys',
      async () =>
        answer(phone, { signingKeys: [phone.privateKey, (await makeProfileKeys(kind, profileId)).privateKey] }),
    ],
    [
      'is encrypted to another key',
      async () => answer(phone, { encryptionKeys: (await makeProfileKeys('v6', profileId)).publicKey }),
    ],
    [
      'is encrypted to a further key',
      async () => answer(phone, { encryptionKeys: [phone.server, (await makeProfileKeys('v6', profileId)).publicKey] }),
    ],
    ['also opens with a password', async () => answer(phone, { passwords: 'guess' })],
    [
      'is compressed',
      () => answer(phone, { config: { preferredCompressionAlgorithm: openpgp.enums.compression.zlib } }),
    ],
    ['is dated in the future', () => answer(phone, { date: new Date(now().getTime() + 10 * 60_000) })],
    [
      'is only signed',
      async () =>
        openpgp.sign({
          message: await openpgp.createMessage({ text }),
          signingKeys: phone.privateKey,
          config: { v6Keys: true },
        }),
    ],
    ['is encrypted without integrity protection', async () => withPart(await answer(phone), withoutIntegrity())],
    [
      'has the content of another message',
      async () =>
        withPart(await answer(phone), (await openpgp.readMessage({ armoredMessage: await answer(phone) })).packets[1]),
    ],
    [
      'has a further part',
      async () =>
        withPart(
          await answer(phone),
          ...(await openpgp.readMessage({ armoredMessage: await answer(phone) })).packets.slice(1),
          withoutIntegrity(),
        ),
    ],
    ['was changed', async () => changeMiddle(await answer(phone))],
    ['is truncated', async () => (await answer(phone)).slice(0, 200)],
    ['is not PGP', async () => 'hello'],
    ['is longer than 48 KiB', async () => `${await answer(phone)}${'\n'.repeat(48 * 1024)}`],
  ])('are refused: one that %s', async (_, make) => {
    await expect(pgp.open(conversation, await make(), now())).rejects.toMatchObject({ code: 'invalid_answer' });
  });
});

describe('a small message with large compressed content', () => {
  it('is refused without decompression', async () => {
    const server = await generateServerKeys('northwind', now());
    const profile = await makeProfileKeys('v6', profileId);
    const bomb = await openpgp.createMessage({ text: 'a'.repeat(20_000_000) });
    const armored = await openpgp.encrypt({
      message: bomb,
      encryptionKeys: await openpgp.readKey({ armoredKey: server.publicKey }),
      signingKeys: profile.privateKey,
      config: { v6Keys: true, aeadProtect: true, preferredCompressionAlgorithm: openpgp.enums.compression.zlib },
    });
    expect(armored.length).toBeLessThan(48 * 1024);
    const conversation = { serverPrivateKey: server.privateKey, registrationPublicKey: profile.publicKey.armor() };
    await expect(pgp.open(conversation, armored, now())).rejects.toMatchObject({ code: 'invalid_answer' });
  });
});

/** The session key packet of a message, followed by other packets. */
async function withPart(armoredMessage: string, ...parts: (openpgp.AnyPacket | undefined)[]): Promise<string> {
  const { packets } = await openpgp.readMessage({ armoredMessage });
  const list = new openpgp.PacketList<openpgp.AnyPacket>();
  for (const packet of [packets[0], ...parts]) if (packet) list.push(packet);
  return openpgp.armor(openpgp.enums.armor.message, list.write());
}

/** RFC 4880's oldest form of encrypted data: without integrity protection, a change is not detected. */
function withoutIntegrity(): openpgp.AnyPacket {
  return Object.assign(new openpgp.SymmetricallyEncryptedDataPacket(), { encrypted: new Uint8Array(200).fill(7) });
}

function changeMiddle(armored: string): string {
  const lines = armored.split('\n');
  const line = Math.floor(lines.length / 2);
  lines[line] = [...(lines[line] ?? '')].map((symbol) => (symbol === 'A' ? 'B' : 'A')).join('');
  return lines.join('\n');
}
