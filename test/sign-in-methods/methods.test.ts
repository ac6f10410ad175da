import { Secret, TOTP } from 'otpauth';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { PublicKeyCredentialCreationOptionsJSON } from '@simplewebauthn/server';
import { deletePerson } from '../../src/commands/persons/profile/delete-person.ts';
import { verifyAppCode } from '../../src/commands/persons/sign-in-methods/authenticator-app/verify-app-code.ts';
import { addMethod } from '../../src/commands/persons/sign-in-methods/enrollment/add-method.ts';
import { verifyMethod } from '../../src/commands/persons/sign-in-methods/enrollment/verify-method.ts';
import {
  passkeyRequest,
  verifyAssertion,
} from '../../src/commands/persons/sign-in-methods/passkey/verify-assertion.ts';
import { makeRecoveryCodes } from '../../src/commands/persons/sign-in-methods/recovery-codes/make-recovery-codes.ts';
import { useRecoveryCode } from '../../src/commands/persons/sign-in-methods/recovery-codes/use-recovery-code.ts';
import { wrongAppCode } from './support/app-codes.ts';
import { createPersonDatabase, origin } from './support/person-database.ts';
import type { PersonDatabase } from './support/person-database.ts';
import { SoftwareAuthenticator } from './support/software-authenticator.ts';
import type { Deviation } from './support/software-authenticator.ts';

const site = 'https://login.example.com';
const start = '2026-12-01T12:00:00Z';
let database: PersonDatabase;
let personId: string;

beforeAll(async () => {
  database = await createPersonDatabase();
});
afterAll(() => database.drop());
beforeEach(async () => {
  database.setClock(start);
  await database.query('delete from rate_limit');
  personId = await database.person();
});

const add = (type: 'authenticator_app' | 'passkey', more: object = {}) =>
  addMethod(database.deps, { personId, type, origin, ...more });
const verify = (methodId: string, proof: Parameters<typeof verifyMethod>[1]['proof']) =>
  verifyMethod(database.deps, { personId, methodId, proof, origin });
const events = async (name: string) =>
  (
    await database.query<{ detail: string }>('select detail from event where name = ? and user_id = ?', [
      name,
      personId,
    ])
  ).map(({ detail }) => detail);
const after = (seconds: number) => new Date(Date.parse(start) + seconds * 1000);

describe('an authenticator app', () => {
  const codeOf = (secret: string, at: Date = database.deps.clock()) =>
    TOTP.generate({ secret: Secret.fromBase32(secret), timestamp: at.getTime() });
  const check = (code: string, more: object = {}) => verifyAppCode(database.deps, { personId, code, origin, ...more });

  const wrongFor = (secret: unknown) => wrongAppCode(secret as string, database.deps.clock().getTime());

  async function addApp(): Promise<{ id: string; secret: string }> {
    const { id, shown } = await add('authenticator_app', { name: 'My phone' });
    const secret = shown['secret'] as string;
    await verify(id, { code: codeOf(secret) });
    return { id, secret };
  }

  it('signs in once a code of it was right, and its secret is sealed', async () => {
    const { id, shown } = await add('authenticator_app');
    expect(shown).toEqual({
      secret: expect.stringMatching(/^[A-Z2-7]{32}$/),
      otpauth_uri: expect.stringContaining('otpauth://totp/Countersign:'),
      qr_svg: expect.stringMatching(/^<svg[^]*<\/svg>$/),
    });
    const secret = shown['secret'] as string;
    expect(await check(codeOf(secret))).toBe(undefined);
    await verify(id, { code: codeOf(secret) });
    database.setClock(after(30));
    expect(await check(codeOf(secret))).toBe(id);
    const [row] = await database.query<{ secret: Buffer }>('select secret from sign_in_method where id = ?', [id]);
    expect(row?.secret.toString('latin1')).not.toContain(secret);
    expect(await events('METHOD ADDED')).toEqual(['authenticator_app']);
  });

  it('takes each step once, also by sixteen at once, and none before it', async () => {
    const { id, secret } = await addApp();
    expect(await check(codeOf(secret))).toBe(undefined);
    database.setClock(after(60));
    const code = codeOf(secret);
    const answers = await Promise.allSettled(Array.from({ length: 16 }, () => check(code)));
    expect(answers.filter((answer) => answer.status === 'fulfilled' && answer.value === id)).toHaveLength(1);
    await database.query('delete from rate_limit');
    expect(await check(codeOf(secret, after(30)))).toBe(undefined);
    expect(await check(codeOf(secret, after(90)))).toBe(id);
    expect(await check(codeOf(secret, after(120)))).toBe(undefined);
  });

  it('is not of another person', async () => {
    const { secret } = await addApp();
    const other = await database.person();
    database.setClock(after(60));
    expect(await check(codeOf(secret), { personId: other })).toBe(undefined);
  });

  it('takes ten guesses in a quarter of an hour, and is locked by a hundred failures for strangers alone', async () => {
    const { id, secret } = await addApp();
    database.setClock(after(60));
    await database.query('update sign_in_method set failures = 99 where id = ?', [id]);
    expect(await check(wrongFor(secret))).toBe(undefined);
    expect(await check(codeOf(secret))).toBe(undefined);
    expect(await events('METHOD LOCKED')).toEqual(['authenticator_app, stranger']);
    expect(await check(codeOf(secret), { knownDevice: 'laptop' })).toBe(id);
    const guesses = await Promise.allSettled(Array.from({ length: 10 }, () => check(wrongFor(secret))));
    expect(guesses.filter(({ status }) => status === 'rejected').length).toBeGreaterThan(0);
  });

  it('is pending for ten minutes and five tries', async () => {
    const { id, shown } = await add('authenticator_app');
    for (const left of [4, 3, 2, 1, 0])
      await expect(verify(id, { code: wrongFor(shown['secret']) })).rejects.toMatchObject({
        code: 'code_wrong',
        extra: { attempts_left: left },
      });
    const right = { code: codeOf(shown['secret'] as string) };
    await expect(verify(id, right)).rejects.toMatchObject({ code: 'method_unknown' });
    const late = await add('authenticator_app');
    database.setClock(after(601));
    const code = codeOf(late.shown['secret'] as string);
    await expect(verify(late.id, { code })).rejects.toMatchObject({ code: 'method_unknown' });
  });

  it('is verified by its own person once', async () => {
    const { id, shown } = await add('authenticator_app');
    const proof = { code: codeOf(shown['secret'] as string) };
    const stranger = await database.person();
    const theirs = verifyMethod(database.deps, { personId: stranger, methodId: id, proof, origin });
    await expect(theirs).rejects.toMatchObject({ code: 'method_unknown' });
    const both = await Promise.allSettled([verify(id, proof), verify(id, proof)]);
    expect(both.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it('is one of five at the most, pending ones among them', async () => {
    const all = await Promise.allSettled(Array.from({ length: 7 }, () => add('authenticator_app')));
    expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(5);
    expect(all.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'method_limit' } });
    database.setClock(after(601));
    await add('authenticator_app');
  });

  it('takes the place of another when the new one is verified', async () => {
    const former = await addApp();
    const { id, shown } = await add('authenticator_app', { replaces: former.id });
    database.setClock(after(60));
    expect(await check(codeOf(former.secret))).toBe(former.id);
    await verify(id, { code: codeOf(shown['secret'] as string) });
    database.setClock(after(120));
    expect(await check(codeOf(former.secret))).toBe(undefined);
    expect(await check(codeOf(shown['secret'] as string))).toBe(id);
    const strange = add('passkey', { replaces: id });
    await expect(strange).rejects.toMatchObject({ code: 'method_unknown' });
  });
});

describe('a passkey', () => {
  const register = async (authenticator: SoftwareAuthenticator, deviation: Deviation = {}, more: object = {}) => {
    const { id, shown } = await add('passkey', more);
    const options = shown['public_key'] as PublicKeyCredentialCreationOptionsJSON;
    await verify(id, { attestation: authenticator.create(options, deviation) });
    return { id, options };
  };
  const assert = async (authenticator: SoftwareAuthenticator, deviation: Deviation = {}) => {
    const options = await passkeyRequest(database.deps);
    const assertion = authenticator.get(options, deviation);
    return verifyAssertion(database.deps, { assertion, challenge: options.challenge, origin });
  };

  it('signs in without a name, and is called by what made it', async () => {
    const authenticator = new SoftwareAuthenticator(site, { aaguid: 'ea9b8d66-4d01-1d21-3ce4-b6b48cb575d4' });
    const { id, options } = await register(authenticator);
    expect(options).toMatchObject({
      rp: { id: 'login.example.com' },
      attestation: 'none',
      authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
    });
    expect(Buffer.from(options.user.id, 'base64url').toString('latin1')).not.toContain(personId);
    expect(await assert(authenticator)).toEqual({ id, personId, isDeviceBound: true });
    const [row] = await database.query<{ name: string }>('select name from sign_in_method where id = ?', [id]);
    expect(row?.name).toBe('Google Password Manager');
    const again = (await add('passkey')).shown['public_key'] as PublicKeyCredentialCreationOptionsJSON;
    expect(again.excludeCredentials?.map((credential) => credential.id)).toEqual([
      authenticator.credentialId.toString('base64url'),
    ]);
  });

  it.each<[string, Deviation]>([
    ['of another origin', { origin: 'https://login.example.com.evil.example' }],
    ['of another port', { origin: 'https://login.example.com:8443' }],
    ['for another relying party', { rpId: 'example.com' }],
    ['without user verification', { isUserVerified: false }],
    ['to another challenge', { challenge: 'AAAA' }],
    ['of another kind', { type: 'webauthn.get' }],
  ])('is not made by an answer %s', async (_, deviation) => {
    await expect(register(new SoftwareAuthenticator(site), deviation)).rejects.toMatchObject({ code: 'code_wrong' });
  });

  it.each<[string, Deviation]>([
    ['of another origin', { origin: 'https://login.example.com.evil.example' }],
    ['in the frame of another site', { origin: 'https://evil.example', crossOrigin: true }],
    ['for another relying party', { rpId: 'example.com' }],
    ['without user verification', { isUserVerified: false }],
    ['to another challenge', { challenge: 'AAAA' }],
    ['of another kind', { type: 'webauthn.create' }],
    ['for another person', { userHandle: Buffer.alloc(32, 1).toString('base64url') }],
    ['for no person', { userHandle: '' }],
  ])('proves nothing by an answer %s', async (_, deviation) => {
    const authenticator = new SoftwareAuthenticator(site);
    await register(authenticator);
    expect(await assert(authenticator, deviation)).toBe(undefined);
    expect(await assert(authenticator)).toMatchObject({ personId });
    expect(await events('PASSKEY COUNTER WENT BACK')).toEqual([]);
  });

  it('proves nothing while it is pending, or unknown', async () => {
    expect(await assert(new SoftwareAuthenticator(site))).toBe(undefined);
  });

  it('raises an alert when its counter goes back or stands still, and stays refused there', async () => {
    const authenticator = new SoftwareAuthenticator(site, { counter: 40 });
    await register(authenticator);
    expect(await assert(authenticator, { counter: 50 })).toMatchObject({ personId });
    for (const counter of [50, 49, 0]) expect(await assert(authenticator, { counter })).toBe(undefined);
    expect(await events('PASSKEY COUNTER WENT BACK')).toHaveLength(3);
    expect(await assert(authenticator, { counter: 51 })).toMatchObject({ personId });
  });

  it('may have no counter, as those that are synchronised have', async () => {
    const authenticator = new SoftwareAuthenticator(site, { counter: 0 });
    await register(authenticator);
    for (const _ of [1, 2]) expect(await assert(authenticator)).toMatchObject({ personId });
    expect(await events('PASSKEY COUNTER WENT BACK')).toEqual([]);
  });

  it('of one signature is taken once', async () => {
    const authenticator = new SoftwareAuthenticator(site);
    await register(authenticator);
    const options = await passkeyRequest(database.deps);
    const signed = { assertion: authenticator.get(options), challenge: options.challenge, origin };
    const answers = await Promise.all(Array.from({ length: 8 }, () => verifyAssertion(database.deps, signed)));
    expect(answers.filter(Boolean)).toHaveLength(1);
  });

  it('is of one person: the same credential is in use for another', async () => {
    const authenticator = new SoftwareAuthenticator(site);
    await register(authenticator);
    personId = await database.person();
    await expect(register(authenticator)).rejects.toMatchObject({ code: 'already_in_use' });
  });

  it('whose row holds the key of another opens for none', async () => {
    const [mine, theirs] = [new SoftwareAuthenticator(site), new SoftwareAuthenticator(site)];
    const own = await register(mine);
    const other = await register(theirs);
    await database.query(
      'update sign_in_method set secret = (select secret from sign_in_method where id = ?) where id = ?',
      [own.id, other.id],
    );
    await expect(assert(theirs)).rejects.toThrow();
  });
});

describe('recovery codes', () => {
  const use = (code: string, more: object = {}) => useRecoveryCode(database.deps, { personId, code, origin, ...more });

  it('are ten, each good once, also by sixteen at once', async () => {
    const codes = await makeRecoveryCodes(database.deps, { personId, origin });
    expect(new Set(codes).size).toBe(10);
    const answers = await Promise.allSettled(Array.from({ length: 9 }, () => use(codes[0]!)));
    expect(answers.filter((answer) => answer.status === 'fulfilled' && answer.value)).toHaveLength(1);
    await database.query('delete from rate_limit');
    expect(await use(codes[1]!.toLowerCase().replace('-', ' '))).toEqual(expect.any(String));
    expect(await use(codes[1]!)).toBe(undefined);
    expect(await use('')).toBe(undefined);
  });

  it('void those before them, are of their person alone and kept as hashes', async () => {
    const former = await makeRecoveryCodes(database.deps, { personId, origin });
    const codes = await makeRecoveryCodes(database.deps, { personId, origin });
    expect(await use(former[0]!)).toBe(undefined);
    const other = await database.person();
    await makeRecoveryCodes(database.deps, { personId: other, origin });
    expect(await use(codes[0]!, { personId: other })).toBe(undefined);
    expect(await use(codes[0]!)).toEqual(expect.any(String));
    const rows = await database.query<{ code_hash: Buffer }>('select code_hash from recovery_code');
    for (const { code_hash: hash } of rows) expect(hash).toHaveLength(32);
    for (const name of ['METHOD ADDED', 'METHOD CHANGED']) expect(await events(name)).toEqual(['recovery_codes']);
  });

  it('go with their person', async () => {
    await makeRecoveryCodes(database.deps, { personId, origin });
    await deletePerson(database.deps, { userId: personId, ifMatch: undefined, origin });
    const left = await database.query(
      'select 1 from recovery_code c left join sign_in_method m on m.id = c.method_id where m.id is null',
    );
    expect(left).toEqual([]);
  });
});
