import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Deps } from '../../src/runtime/deps.ts';
import { addOperator } from '../operators/support/operators.ts';
import type { TestOperator } from '../operators/support/operators.ts';
import { createTestDeps } from '../support/own-server.ts';
import { useStack } from '../support/stack.ts';
import { createWebsite } from '../support/website.ts';
import { callAdmin, signInAll } from './support/admin-api.ts';
import type { SignedIn } from './support/admin-api.ts';
import { eventsOf } from './support/stored-events.ts';

const { endpoints } = useStack();
const { api, operators, postgres_url: database } = endpoints;
let deps: Deps;
let callers: Record<'admin' | 'operator', SignedIn>;
/** Of its own: two hundred denials of an operator are recorded in an hour, and other tests use up those of the demonstration. */
let observer: TestOperator;

beforeAll(async () => {
  deps = await createTestDeps(useStack().environment);
  callers = await signInAll(api, operators);
  observer = await addOperator(deps, ['UserObserver']);
});
afterAll(() => deps.close());

describe('GET /admin/v1/events', () => {
  it('finds events by their filters, for ADMIN and OPERATOR', async () => {
    const userId = `events-${randomUUID()}`;
    await createWebsite(endpoints).enrollmentCode(userId);
    for (const caller of [callers.admin, callers.operator]) {
      const { status, body } = await caller.call('GET', `/events?user_id=${userId}&event_type=ENROLLMENT_CODE_CREATED`);
      expect(status).toBe(200);
      expect(body.result_set).toMatchObject([{ event_type: 'ENROLLMENT_CODE_CREATED', user_id: userId }]);
      expect(body.pagination.total_results).toBe(1);
    }
  });

  it('returns refusals with the operator who was refused', async () => {
    expect((await observer.call('GET', '/transactions')).status).toBe(403);
    const out = await callAdmin(
      api,
      'GET',
      `/events?event_type=ADMIN_ACCESS_DENIED&size=1000`,
      {},
      callers.admin.token,
    );
    expect(out.body.result_set.map(({ event_agent_user: agent }: { event_agent_user: string }) => agent)).toEqual(
      expect.arrayContaining([observer.id]),
    );
  });

  it('refuses a UserObserver, and records the refusal', async () => {
    const answer = await observer.call('GET', '/events');
    expect(answer.body).toMatchObject({ status: 403, code: 'role_not_allowed', access: 'events.read' });
    expect(await eventsOf(database, answer)).toMatchObject([
      { name: 'ADMIN ACCESS DENIED', detail: 'events.read', agent_user: observer.id },
    ]);
  });

  it('refuses a call without a session, and an invalid filter', async () => {
    expect((await callAdmin(api, 'GET', '/events')).status).toBe(401);
    expect((await callers.admin.call('GET', '/events?size=0')).body).toMatchObject({
      status: 400,
      code: 'invalid_request',
    });
  });
});
