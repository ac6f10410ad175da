import { randomUUID } from 'node:crypto';
import { expect, it, onTestFinished } from 'vitest';
import { query } from '../../support/query.ts';
import { RawPhone } from '../../app/support/raw-phone.ts';
import type { RawAnswer } from '../../app/support/raw-phone.ts';
import { TestFactor } from '../../app/support/test-factor.ts';
import { addOperator } from '../../operators/support/operators.ts';
import { createTestDeps } from '../../support/own-server.ts';
import { useStack } from '../../support/stack.ts';
import { createSecondSite } from '../support/second-client.ts';

const { endpoints } = useStack();

async function countEvents(name: string, userId: string): Promise<number> {
  const [row] = await query<{ total: number }>(
    endpoints.postgres_url,
    'select count(*)::int as total from event where lower(user_id) = lower($1) and name = $2',
    [userId, name],
  );
  return row?.total ?? 0;
}

const refusals: [event: string, code: string, ask: (phone: RawPhone) => Promise<RawAnswer>][] = [
  [
    'MOBILE AUTH INVALID TRANSACTION',
    'transaction_not_found',
    (phone) => phone.post(`/transactions/${randomUUID()}/answer`, { message: 'x' }),
  ],
  [
    'AUTHENTICATOR CHANGE REFUSED',
    'pin_required',
    async (phone) =>
      phone.call('PUT', '/authenticators/fingerprint', {
        body: { public_key: (await TestFactor.create('fingerprint')).publicJwk },
      }),
  ],
  [
    'KEY ENROLLMENT FAILURE INVALID REQUEST',
    'invalid_public_key',
    (phone) => phone.post('/key-enrollment', { public_key: 'x' }),
  ],
];

it.each(refusals)(
  'an installation records at most 200 events %s, and is refused further on',
  async (event, code, ask) => {
    const phone = await RawPhone.connect(endpoints);
    expect((await ask(phone)).body.code).toBe(code);
    expect(await countEvents(event, phone.userId)).toBe(1);
    for (let round = 0; round < 15; round++) {
      const answers = await Promise.all(Array.from({ length: 16 }, () => ask(phone)));
      expect(new Set(answers.map(({ body }) => body.code))).toEqual(new Set([code]));
    }
    expect(await countEvents(event, phone.userId)).toBe(200);
  },
);

it('an API client without the scope records at most 200 events', async () => {
  const { website, client } = await createSecondSite(['onegini_api_events']);
  const ask = async () => (await website.call('GET', '/authenticate/user/unknown/enabled')).status;
  for (let round = 0; round < 14; round++)
    expect(new Set(await Promise.all(Array.from({ length: 16 }, ask)))).toEqual(new Set([401]));
  const written = await query<{ total: number }>(
    endpoints.postgres_url,
    "select count(*)::int as total from event where client_id = $1 and name = 'API INSUFFICIENT PERMISSIONS'",
    [client.id],
  );
  expect(written).toEqual([{ total: 200 }]);
});

it('an operator without the role records at most 200 events', async () => {
  const deps = await createTestDeps(useStack().environment);
  onTestFinished(() => deps.close());
  const { id, call } = await addOperator(deps, ['UserObserver']);
  for (let round = 0; round < 14; round++) {
    const answers = await Promise.all(Array.from({ length: 16 }, () => call('GET', '/role-assignments')));
    expect(new Set(answers.map(({ body }) => body.code))).toEqual(new Set(['role_not_allowed']));
  }
  const written = await query<{ total: number }>(
    endpoints.postgres_url,
    "select count(*)::int as total from event where agent_user = $1 and name = 'ADMIN ACCESS DENIED'",
    [id],
  );
  expect(written).toEqual([{ total: 200 }]);
});
