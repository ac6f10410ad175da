import * as openpgp from 'openpgp';
import { beforeAll, describe, expect, it } from 'vitest';
import { connectReachablePhone, fetchShown, initialiseFor } from '../../app/support/reachable-phone.ts';
import type { RawPhone } from '../../app/support/raw-phone.ts';
import { useStack } from '../../support/stack.ts';
import { createWebsite } from '../../support/website.ts';

const { endpoints } = useStack();
const website = createWebsite(endpoints);
let phone: RawPhone;

beforeAll(async () => void (phone = await connectReachablePhone(endpoints)));

const send = (id: string, message: string, messageId?: string) =>
  phone.post(`/transactions/${id}/answer`, { message }, messageId ? { messageId } : {});

/** The keys that the phone has: its own and the server's. */
function keys() {
  return { own: phone.keys as NonNullable<RawPhone['keys']>, server: phone.serverKey as openpgp.PublicKey };
}

describe('an OpenPGP message that is not signed and encrypted as required', () => {
  let id: string;
  let content: string;
  let good: string;

  beforeAll(async () => {
    id = await initialiseFor(phone, endpoints);
    const answer = await phone.answerTo(await fetchShown(phone, id));
    content = JSON.stringify(answer);
    good = await phone.seal(answer);
  });

  const seal = async (options: Record<string, unknown>, text = content) =>
    (await openpgp.encrypt({ message: await openpgp.createMessage({ text }), ...options } as never)) as string;

  it.each<[string, () => Promise<string>]>([
    ['unsigned', () => seal({ encryptionKeys: keys().server })],
    [
      'signed and not encrypted',
      async () =>
        openpgp.sign({ message: await openpgp.createMessage({ text: content }), signingKeys: keys().own.privateKey }),
    ],
    [
      'signed in the clear',
      async () =>
        openpgp.sign({
          message: await openpgp.createCleartextMessage({ text: content }),
          signingKeys: keys().own.privateKey,
        }),
    ],
    [
      'encrypted to the sender',
      () => seal({ encryptionKeys: keys().own.publicKey, signingKeys: keys().own.privateKey }),
    ],
    [
      'encrypted to two keys',
      () => seal({ encryptionKeys: [keys().server, keys().own.publicKey], signingKeys: keys().own.privateKey }),
    ],
    ['encrypted with a password', () => seal({ passwords: ['x'], signingKeys: keys().own.privateKey })],
    [
      'encrypted to the key and with a password',
      () => seal({ encryptionKeys: keys().server, passwords: ['x'], signingKeys: keys().own.privateKey }),
    ],
    [
      'signed twice',
      () => seal({ encryptionKeys: keys().server, signingKeys: [keys().own.privateKey, keys().own.privateKey] }),
    ],
    [
      'compressed',
      () =>
        seal({
          encryptionKeys: keys().server,
          signingKeys: keys().own.privateKey,
          config: { preferredCompressionAlgorithm: openpgp.enums.compression.zlib },
        }),
    ],
    [
      '20 MB in 20 KB',
      () =>
        seal(
          {
            encryptionKeys: keys().server,
            signingKeys: keys().own.privateKey,
            config: { preferredCompressionAlgorithm: openpgp.enums.compression.zlib },
          },
          `${' '.repeat(20_000_000)}${content}`,
        ),
    ],
    [
      'signed in the future',
      () =>
        seal({
          encryptionKeys: keys().server,
          signingKeys: keys().own.privateKey,
          date: new Date(Date.now() + 3_600_000),
        }),
    ],
    ['cut off', async () => `${good.slice(0, -120)}\n-----END PGP MESSAGE-----\n`],
    ['changed in one byte', async () => flipByte(good)],
    ['a key', async () => keys().own.publicKey.armor()],
    ['no answer inside', () => phone.seal('accept')],
    [
      'not JSON inside',
      () => seal({ encryptionKeys: keys().server, signingKeys: keys().own.privateKey }, content.slice(0, -1)),
    ],
  ])('is refused: %s', async (_, make) => {
    const message = await make();
    const answer = await send(id, message);
    expect([answer.status, answer.body.code]).toEqual([400, 'invalid_answer']);
    expect((await website.result(id)).body.status).toBe('pending');
  });

  function flipByte(armored: string): string {
    const [, body = ''] = /\n\n([^-]+?)(?:\n=.{4})?\n-----END/.exec(armored) ?? [];
    const bytes = Buffer.from(body, 'base64');
    bytes[bytes.length - 20] = (bytes[bytes.length - 20] as number) ^ 1;
    return armored.replace(body, bytes.toString('base64'));
  }

  it('does not spoil the transaction for a correct message', async () => {
    expect((await send(id, good)).body.status).toBe('authenticated');
  });
});
