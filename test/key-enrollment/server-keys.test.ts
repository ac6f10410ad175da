import { randomUUID } from 'node:crypto';
import { readKey } from 'openpgp';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { rotateServerKey } from '../../src/commands/devices/key-enrollment/rotate-server-key.ts';
import { pruneExpiredTokens } from '../../src/commands/tokens/prune-expired-tokens.ts';
import { Application } from '../../src/entities/configuration/application.ts';
import { FormerServerKey } from '../../src/entities/configuration/former-server-key.ts';
import { KeyEnrollment } from '../../src/entities/devices/key-enrollment.ts';
import { enrollPush } from '../app/support/enroll-push.ts';
import { eventsAbout } from '../app/support/events.ts';
import { RawPhone } from '../app/support/raw-phone.ts';
import { eventually, obtainPushToken } from '../support/enrolled-phone.ts';
import { startOwnServer } from '../support/own-server.ts';
import type { OwnServer } from '../support/own-server.ts';
import { createWebsite } from '../support/website.ts';

let server: OwnServer;
let phone: RawPhone;

beforeAll(async () => {
  server = await startOwnServer();
});

afterAll(() => server.stop());

beforeEach(async () => {
  phone = await RawPhone.connect(server.endpoints);
  await phone.enrollKeys();
});

async function application(): Promise<Application> {
  return server.deps.em().findOneOrFail(Application, { identifier: 'northwind-id' });
}

async function rotate(acceptedForHours = 24) {
  const { id } = await application();
  return rotateServerKey(server.deps, {
    applicationId: id,
    acceptedForHours,
    origin: { requestId: randomUUID(), agentUser: 'operator' },
  });
}

/** The fingerprint of the server key in the list of transactions. */
async function expectedKey(of = phone): Promise<string | undefined> {
  return (await of.call('GET', '/transactions')).body.server_key_fingerprint;
}

async function untilTold(fingerprint: string): Promise<void> {
  await eventually(async () => ((await expectedKey()) === fingerprint ? true : undefined));
}

async function initialise(): Promise<string> {
  const token = await obtainPushToken(server.endpoints.sandbox, 'android');
  await enrollPush(phone, server.endpoints.sandbox, token);
  const request = {
    type: 'login_with_push',
    user_id: phone.userId,
    device_id: phone.device.id,
    callback_uri: `${server.endpoints.sandbox}/callbacks/keys`,
    message: 'Hi',
  };
  return (await createWebsite(server.endpoints).initialise(request)).body.transaction_id as string;
}

/** Fetches and approves with the current keys of the phone. @returns the status. */
async function approve(id: string): Promise<string> {
  const { body } = await phone.post(`/transactions/${id}/fetch`);
  const shown = await phone.open(body.message as string);
  const answer = await phone.post(`/transactions/${id}/answer`, {
    message: await phone.seal(await phone.answerTo(shown)),
  });
  return answer.body.status ?? answer.body.code;
}

/** Sends the same key again, as a phone does that sees a new fingerprint. */
async function exchangeAgain(): Promise<string> {
  const { body } = await phone.post('/key-enrollment', { public_key: phone.keys?.publicKey.armor() });
  phone.serverKey = await readKey({ armoredKey: body.server_public_key });
  return phone.serverKey.getFingerprint();
}

describe('GET /app/v1/key-enrollment', () => {
  it('returns the exchanged keys', async () => {
    const answer = await phone.call('GET', '/key-enrollment');
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({
      server_public_key: phone.serverKey?.armor(),
      server_key_fingerprint: phone.serverKey?.getFingerprint(),
      profile_key_fingerprint: phone.keys?.publicKey.getFingerprint(),
    });
    expect(await expectedKey()).toBe(answer.body.server_key_fingerprint);
  });

  it('refuses a call before keys were exchanged, and a call without a valid token', async () => {
    const early = await RawPhone.connect(server.endpoints);
    expect((await early.call('GET', '/key-enrollment')).body.code).toBe('keys_not_exchanged');
    expect((await early.call('GET', '/transactions')).body).toEqual({ transactions: [] });
    expect((await phone.call('GET', '/key-enrollment', { accessToken: 'x'.repeat(43) })).status).toBe(401);
  });

  it('returns the keys of each profile of an installation', async () => {
    const other = await RawPhone.connect(server.endpoints, { device: phone.device });
    await other.enrollKeys();
    const answers = await Promise.all([phone, other].map((each) => each.call('GET', '/key-enrollment')));
    expect(answers.map(({ body }) => body.profile_key_fingerprint)).toEqual(
      [phone, other].map((each) => each.keys?.publicKey.getFingerprint()),
    );
  });
});

describe('a rotated server key', () => {
  it('is given to later key exchanges; earlier phones keep using the old one and see the new fingerprint', async () => {
    const before = phone.serverKey?.getFingerprint();
    const { fingerprint, publicKey } = await rotate();
    await untilTold(fingerprint);
    expect(fingerprint).not.toBe(before);
    expect((await phone.call('GET', '/key-enrollment')).body.server_key_fingerprint).toBe(before);
    const newcomer = await RawPhone.connect(server.endpoints);
    expect((await newcomer.enrollKeys()).body.server_public_key).toBe(publicKey);

    // Sealed and opened with the old key, then with the new one.
    expect(await approve(await initialise())).toBe('authenticated');
    expect(await exchangeAgain()).toBe(fingerprint);
    expect(await approve(await initialise())).toBe('authenticated');
  });

  it('causes an event, and the old key is stored encrypted', async () => {
    const old = await application();
    const { fingerprint, formerAcceptedUntil } = await rotate(2);
    expect(await eventsAbout(old.id, server.endpoints.postgres_url)).toContain(
      `KEY ENROLLMENT SERVER KEY ROTATED: ${fingerprint}`,
    );
    const former = await server.deps.em().findOneOrFail(FormerServerKey, { fingerprint: old.serverKeyFingerprint });
    expect([former.privateKey, former.acceptedUntil]).toEqual([old.serverPrivateKey, formerAcceptedUntil]);
    expect(formerAcceptedUntil.getTime() - Date.now()).toBeGreaterThan(7_100_000);
    const [raw] = await server.deps
      .em()
      .execute<{ private_key: Buffer }[]>('select private_key from former_server_key where fingerprint = ?', [
        former.fingerprint,
      ]);
    expect(raw?.private_key.toString()).not.toContain('PGP');
  });

  it('keeps every intermediate key when it is rotated several times at once', async () => {
    const first = (await application()).serverKeyFingerprint;
    const rotations = await Promise.all([rotate(), rotate(), rotate()]);
    const current = (await application()).serverKeyFingerprint;
    const made = rotations.map(({ fingerprint }) => fingerprint);
    expect(made).toContain(current);
    const formers = await server.deps.em().find(FormerServerKey, { fingerprint: { $in: [first, ...made] } });
    expect(formers.map(({ fingerprint }) => fingerprint).toSorted()).toEqual(
      [first, ...made].filter((each) => each !== current).toSorted(),
    );
  });

  it('makes the old one unusable when its time is over, until keys are exchanged again', async () => {
    const old = phone.serverKey?.getFingerprint() ?? '';
    const { fingerprint } = await rotate();
    await untilTold(fingerprint);
    const id = await initialise();
    await server.deps
      .em()
      .nativeUpdate(FormerServerKey, { fingerprint: old }, { acceptedUntil: new Date(Date.now() - 1000) });
    for (const [method, path] of [
      ['POST', `/transactions/${id}/fetch`],
      ['GET', '/key-enrollment'],
    ] as const) {
      const answer = await phone.call(method, path, method === 'POST' ? { body: {} } : {});
      expect([answer.status, answer.body.code]).toEqual([409, 'keys_not_exchanged']);
    }
    // The push enrolment stays, so that the phone recovers by itself.
    await exchangeAgain();
    expect(await approve(id)).toBe('authenticated');
  });

  it('makes a message to the old key invalid once keys were exchanged again', async () => {
    const old = phone.serverKey;
    await untilTold((await rotate()).fingerprint);
    const id = await initialise();
    await exchangeAgain();
    const { body } = await phone.post(`/transactions/${id}/fetch`);
    const shown = await phone.open(body.message as string);
    const current = phone.serverKey;
    phone.serverKey = old;
    const sealed = await phone.seal(await phone.answerTo(shown));
    phone.serverKey = current;
    expect((await phone.post(`/transactions/${id}/answer`, { message: sealed })).body.code).toBe('invalid_answer');
  });

  it('with 0 hours does not keep the old one', async () => {
    const old = phone.serverKey?.getFingerprint() ?? '';
    await untilTold((await rotate(0)).fingerprint);
    expect(await server.deps.em().count(FormerServerKey, { fingerprint: old })).toBe(0);
    expect((await phone.call('GET', '/key-enrollment')).body.code).toBe('keys_not_exchanged');
  });

  it('with 0 hours also ends all earlier ones', async () => {
    await rotate();
    await rotate(0);
    const left = await server.deps
      .em()
      .count(FormerServerKey, { application: (await application()).id, acceptedUntil: { $gt: new Date() } });
    expect(left).toBe(0);
  });

  it('is refused for an application that does not exist', async () => {
    const rotation = rotateServerKey(server.deps, {
      applicationId: randomUUID(),
      acceptedForHours: 1,
      origin: { requestId: 'x' },
    });
    await expect(rotation).rejects.toMatchObject({ code: 'not_found' });
  });

  it('has its old keys deleted some time after they ended, and no others', async () => {
    const [past, future] = [(await application()).serverKeyFingerprint, (await rotate()).fingerprint];
    await rotate();
    await server.deps
      .em()
      .nativeUpdate(FormerServerKey, { fingerprint: past }, { acceptedUntil: new Date(Date.now() - 3_600_000) });
    await pruneExpiredTokens(server.deps);
    const kept = await server.deps.em().find(FormerServerKey, { fingerprint: { $in: [past, future] } });
    expect(kept.map(({ fingerprint }) => fingerprint)).toEqual([future]);
  });
});

describe('a server key for each enrolment', () => {
  beforeAll(() => server.change({ unique_pgp_keys_per_enrollment: true }));
  afterAll(() => server.change({ unique_pgp_keys_per_enrollment: undefined }));

  async function unique(): Promise<RawPhone> {
    return eventually(async () => {
      const each = await RawPhone.connect(server.endpoints);
      await each.enrollKeys();
      return each.serverKey?.getFingerprint() === (await application()).serverKeyFingerprint ? undefined : each;
    });
  }

  it('differs between enrolments, is encrypted in the database, and opens and signs messages', async () => {
    const [one, two] = [await unique(), await unique()];
    expect(one.serverKey?.getFingerprint()).not.toBe(two.serverKey?.getFingerprint());
    expect(await expectedKey(one)).toBe(one.serverKey?.getFingerprint());
    phone = one;
    expect(await approve(await initialise())).toBe('authenticated');
    const [raw] = await server.deps
      .em()
      .execute<{ server_private_key: Buffer }[]>(
        'select server_private_key from key_enrollment where registration_id = ?',
        [one.profileId],
      );
    expect(raw?.server_private_key.toString()).not.toContain('PGP');
  });

  it('does not change when the key of the profile is sent again, also at once', async () => {
    phone = await unique();
    const before = phone.serverKey?.getFingerprint();
    expect(await exchangeAgain()).toBe(before);
    await phone.call('DELETE', '/key-enrollment');
    const publicKey = phone.keys?.publicKey.armor();
    const answers = await Promise.all([1, 2, 3, 4].map(() => phone.post('/key-enrollment', { public_key: publicKey })));
    const told = new Set(answers.map(({ body }) => body.server_public_key));
    expect([told.size, told.has(phone.serverKey?.armor())]).toEqual([1, false]);
  });

  it("changes with the key of the profile, and not with a rotation of the application's key", async () => {
    phone = await unique();
    const first = phone.serverKey?.getFingerprint();
    await phone.enrollKeys();
    const second = phone.serverKey?.getFingerprint();
    expect(second).not.toBe(first);
    const newcomer = await RawPhone.connect(server.endpoints);
    await rotate(0);
    await newcomer.enrollKeys();
    expect([await expectedKey(), (await phone.call('GET', '/key-enrollment')).status]).toEqual([second, 200]);
  });

  it("replaces the application's key when keys are exchanged again", async () => {
    await server.deps.em().nativeUpdate(
      KeyEnrollment,
      { registration: phone.profileId },
      {
        serverPublicKey: null,
        serverPrivateKey: null,
        serverKeyFingerprint: (await application()).serverKeyFingerprint,
      },
    );
    expect(await exchangeAgain()).not.toBe((await application()).serverKeyFingerprint);
    expect(await expectedKey()).toBe(phone.serverKey?.getFingerprint());
  });
});
