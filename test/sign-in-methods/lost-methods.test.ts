import { Secret, TOTP } from 'otpauth';
import type { PublicKeyCredentialCreationOptionsJSON } from '@simplewebauthn/server';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasMethod } from '../../src/commands/authentication/methods/has-method.ts';
import { verifyAppCode } from '../../src/commands/persons/sign-in-methods/authenticator-app/verify-app-code.ts';
import { addMethod } from '../../src/commands/persons/sign-in-methods/enrollment/add-method.ts';
import { verifyMethod } from '../../src/commands/persons/sign-in-methods/enrollment/verify-method.ts';
import { findPasskey } from '../../src/commands/persons/sign-in-methods/passkey/stored-passkey.ts';
import { setPassword } from '../../src/commands/persons/sign-in-methods/password/set-password.ts';
import { verifyPassword } from '../../src/commands/persons/sign-in-methods/password/verify-password.ts';
import { removeLostContacts } from '../../src/commands/persons/sign-in-methods/contacts/remove-contact.ts';
import { pruneDueMethods, reportLost } from '../../src/commands/persons/sign-in-methods/removal/change-method.ts';
import { timeOrderedId } from '../../src/entities/columns/id.ts';
import { createPersonDatabase, origin } from './support/person-database.ts';
import type { PersonDatabase } from './support/person-database.ts';
import { SoftwareAuthenticator } from './support/software-authenticator.ts';

const start = '2026-12-01T12:00:00Z';
const password = 'sunny rooftop panels';
const after = (seconds: number) => new Date(Date.parse(start) + seconds * 1000);
let database: PersonDatabase;

beforeAll(async () => {
  database = await createPersonDatabase();
});
afterAll(() => database.drop());

describe('a method that was reported lost', () => {
  it('signs in until its removal is due and no longer, and it is told when it goes', async () => {
    const { deps, query } = database;
    database.setClock(start);
    const personId = await database.person();
    const add = (type: 'authenticator_app' | 'passkey') => addMethod(deps, { personId, type, origin });
    const codeOf = (secret: unknown) =>
      TOTP.generate({ secret: Secret.fromBase32(secret as string), timestamp: deps.clock().getTime() });

    const app = await add('authenticator_app');
    const proof = { code: codeOf(app.shown['secret']) };
    await verifyMethod(deps, { personId, methodId: app.id, proof, origin });
    const authenticator = new SoftwareAuthenticator('https://login.example.com');
    const passkey = await add('passkey');
    const options = passkey.shown['public_key'] as PublicKeyCredentialCreationOptionsJSON;
    const attestation = authenticator.create(options);
    await verifyMethod(deps, { personId, methodId: passkey.id, proof: { attestation }, origin });
    await setPassword(deps, { personId, password, origin });
    await add('authenticator_app');
    const methods = await query<{ id: string }>(`select id from sign_in_method where status = 'active'`);
    for (const { id: methodId } of methods) await reportLost(deps, { personId, methodId, origin });

    const types = ['authenticator_app', 'passkey', 'password'] as const;
    const signsIn = async () => [
      (await verifyAppCode(deps, { personId, code: codeOf(app.shown['secret']), origin })) !== undefined,
      (await findPasskey(deps, authenticator.credentialId.toString('base64url'))) !== undefined,
      (await verifyPassword(deps, { personId, identifier: '', password, origin })).isRight,
      ...(await Promise.all(types.map((type) => hasMethod(deps, personId, type)))),
    ];
    database.setClock(after(86_399));
    expect(await signsIn()).toEqual(Array.from({ length: 6 }, () => true));
    database.setClock(after(86_430));
    expect(await signsIn()).toEqual(Array.from({ length: 6 }, () => false));

    expect(await pruneDueMethods(deps)).toBe(4);
    const events = await query<{ detail: string }>(
      `select detail from event where name = 'METHOD REMOVED' and user_id = ? order by detail`,
      [personId],
    );
    expect(events.map(({ detail }) => detail)).toEqual(types);
    expect(await pruneDueMethods(deps)).toBe(0);
  });
});

describe('a contact that was reported lost', () => {
  it('goes when its removal is due, and the oldest verified one is the primary one in its place', async () => {
    const { deps, query } = database;
    database.setClock(start);
    const personId = await database.person();
    const [lost] = await query<{ id: string }>('select id from person_email where person_id = ?', [personId]);
    const other = timeOrderedId(deps.clock().getTime());
    await query(
      `insert into person_email (id, person_id, address, address_key, is_primary, verified_at, verified_by, created_at)
       values (?, ?, ?, ?, false, now(), 'code', now())`,
      [other, personId, `${other}@example.com`, `${other}@example.com`],
    );
    await query(
      `insert into sign_in_method (id, person_id, type, status, counter, due_at, replaces, created_at)
       values (gen_random_uuid(), ?, 'email', 'removal_pending', 0, ?, ?, now())`,
      [personId, after(86_400), lost?.id],
    );
    database.setClock(after(86_399));
    expect(await removeLostContacts(deps)).toBe(0);
    database.setClock(after(86_400));
    expect(await pruneDueMethods(deps)).toBe(0);
    expect(await removeLostContacts(deps)).toBe(1);
    const rows = await query('select id, is_primary from person_email where person_id = ?', [personId]);
    expect(rows).toEqual([{ id: other, is_primary: true }]);
    expect(await removeLostContacts(deps)).toBe(0);
  });
});
