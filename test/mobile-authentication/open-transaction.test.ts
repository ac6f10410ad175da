import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { initialiseTransaction } from '../../src/commands/mobile-authentication/initialise/initialise-transaction.ts';
import type { InitialiseRequest } from '../../src/commands/mobile-authentication/initialise/initialise-transaction.ts';
import { findTransactions } from '../../src/commands/mobile-authentication/list/find-transactions.ts';
import type { Deps } from '../../src/runtime/deps.ts';
import { enrollPhone } from '../support/enrolled-phone.ts';
import type { EnrolledPhone } from '../support/enrolled-phone.ts';
import { createTestDeps } from '../support/own-server.ts';
import { useStack } from '../support/stack.ts';

const { endpoints, environment } = useStack();
let deps: Deps;
let phone: EnrolledPhone;

beforeAll(async () => {
  deps = await createTestDeps(environment);
  phone = await enrollPhone(endpoints);
});
afterAll(() => deps.close());

/** A push request with only the required fields. */
function request(): InitialiseRequest {
  const { userId, deviceId } = phone;
  const required = {
    apiClientId: endpoints.clients.mobile_authentication.id,
    requestId: randomUUID(),
    typeName: 'login_with_push',
    userId,
    callbackUri: `${endpoints.sandbox}/callbacks/open`,
    message: 'Hi',
  };
  const absent = {
    signingData: undefined,
    secureMessage: undefined,
    phoneNumber: undefined,
    languageCode: undefined,
    ipAddress: undefined,
    userAgent: undefined,
    idempotencyKey: undefined,
  };
  return {
    ...required,
    ...absent,
    origin: { requestId: required.requestId },
    phone: { by: 'device_id', value: deviceId },
  };
}

/** A clock that advances by a second each time it is read. */
function slowMachine(): () => Date {
  let now = Date.now();
  return () => new Date((now += 1000));
}

describe('a new transaction', () => {
  it.each([
    ['without', undefined],
    ['with', randomUUID()],
  ])(
    'has its creation time in its id, also when the clock moves on meanwhile, %s an Idempotency-Key',
    async (_, idempotencyKey) => {
      const { id, createdAt } = await initialiseTransaction(
        { ...deps, clock: slowMachine() },
        { ...request(), idempotencyKey },
      );
      expect(Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16)).toBe(createdAt.getTime());
      const created = async (span: { since?: Date; until?: Date }) =>
        (await findTransactions(deps, { userId: phone.userId, ...span }, { limit: 10 })).map((found) => found.id);
      expect(await created({ since: createdAt })).toContain(id);
      expect(await created({ until: createdAt })).not.toContain(id);
    },
  );
});
