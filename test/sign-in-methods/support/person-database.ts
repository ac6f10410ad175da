import { randomBytes, randomUUID } from 'node:crypto';
import { createMethodMails } from '../../../src/commands/authentication/contacts/method-mails.ts';
import { createMethodPolicy } from '../../../src/commands/authentication/policies/method-policy.ts';
import { createPerson } from '../../../src/commands/persons/profile/create-person.ts';
import type { ConfigurationSource } from '../../../src/commands/configuration/configuration-snapshot.ts';
import { createOwnPhones } from '../../../src/commands/devices/removal/own-phones.ts';
import { createRemovals } from '../../../src/commands/removals/removals.ts';
import { joinedTransaction } from '../../../src/database/joined-transaction.ts';
import { CountersignError } from '../../../src/errors/countersign-error.ts';
import { relyingPartyOf } from '../../../src/domain/persons/sign-in-methods/passkey/relying-party.ts';
import { processLimits } from '../../../src/domain/rate-limits/limits.ts';
import { Keyring } from '../../../src/security/keyring.ts';
import { createPasswords } from '../../../src/security/password.ts';
import { createTestDatabase } from '../../authorization-server/support/test-database.ts';

export const origin = { requestId: randomUUID(), clientIp: '192.0.2.1' };

/** A database of its own, and what commands about people and their sign-in methods need. The clock stands, until it is set. */
export async function createPersonDatabase() {
  const keyring = new Keyring([{ id: 'k1', key: randomBytes(32).toString('base64') }]);
  const database = await createTestDatabase(keyring);
  let now = new Date('2026-12-01T12:00:00Z');
  const configuration = {
    current: () =>
      Promise.resolve({
        general: {
          person_activation_enabled: false,
          sign_in_phone_prefixes: [],
          login_mobile_authentication_type: 'login',
        },
        types: new Map(),
      }),
  } as unknown as ConfigurationSource;
  const em = () => joinedTransaction() ?? database.orm.em.fork();
  const relyingParty = relyingPartyOf('https://login.example.com');
  const removals = createRemovals([]);
  const deps = {
    em,
    clock: () => now,
    random: randomBytes,
    keyring,
    removals,
    ownPhones: createOwnPhones(removals),
    passwords: createPasswords({ keyring, random: randomBytes, mostWaiting: processLimits['passwords-waiting'].most }),
    serviceWords: ['countersign'],
    relyingParty,
    configuration,
    methodPolicy: createMethodPolicy({ em, configuration, environment: {} }),
    // There is no Temporal here: messages stay where they are written.
    methodMails: createMethodMails({
      ...{ em, clock: () => now, keyring, relyingParty, environment: { publicUrl: 'https://login.example.com' } },
      engine: { message: { start: () => Promise.reject(new CountersignError('engine_unreachable')) } },
    }),
  };
  return {
    ...database,
    deps,
    setClock: (to: string | Date) => void (now = new Date(to)),
    query: <Row>(sql: string, parameters: unknown[] = []) => database.orm.em.fork().execute<Row[]>(sql, parameters),
    /** A person with an e-mail address. @returns the id. */
    person: (email = `${randomBytes(6).toString('hex')}@example.com`) =>
      createPerson(deps, {
        values: { givenName: 'Robin', emails: [{ value: email, isPrimary: true, tag: null, verified: true }] },
        origin,
      }),
  };
}
export type PersonDatabase = Awaited<ReturnType<typeof createPersonDatabase>>;
