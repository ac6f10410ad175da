import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { enrollPush } from '../app/support/enroll-push.ts';
import { eventsAbout } from '../app/support/events.ts';
import { RawPhone } from '../app/support/raw-phone.ts';
import { noncesSentTo, statusesOf } from '../push-enrollment/support/push-token.ts';
import { eventually, obtainPushToken } from '../support/enrolled-phone.ts';
import { startOwnServer } from '../support/own-server.ts';
import type { OwnServer } from '../support/own-server.ts';
import { Disagreements, old } from './support/disagreements.ts';

let server: OwnServer;
let on: Disagreements;
let phone: RawPhone;
let token: string;
let id: string;

beforeAll(async () => {
  server = await startOwnServer();
  on = new Disagreements(server);
  await on.pauseSchedule();
});
afterAll(() => server.stop());

beforeEach(async () => {
  phone = await RawPhone.connect(server.endpoints);
  await phone.enrollKeys();
  token = await obtainPushToken(server.endpoints.sandbox, 'android');
  id = (await phone.post('/push-enrollment', { push_token: token })).body.enrollment_id as string;
});

function statuses(): Promise<Record<string, string>> {
  return statusesOf(phone.profileId, server.endpoints.postgres_url);
}

/** Sorted by name: an end and its repair can have the same millisecond, and then their order varies. */
async function events(): Promise<string[]> {
  return (await eventsAbout(id, server.endpoints.postgres_url)).toSorted();
}

describe('an open push enrolment without a running workflow', () => {
  it('is closed before its deadline when the workflow was terminated, so that another can be started at once', async () => {
    await on.terminate(id);
    expect((await on.compare({ push_enrollments: '' }, 0)).repaired).toBe(0);
    expect(await on.compare({ push_enrollments: '' })).toEqual({ repaired: 1, left: {} });
    expect(await statuses()).toEqual({ [id]: 'failed' });
    expect(await events()).toEqual([
      'PUSH ENROLLMENT FAILURE: cancelled',
      'PUSH ENROLLMENT RECONCILED: push_enrollment_row',
    ]);
    const next = await enrollPush(phone, server.endpoints.sandbox, token);
    expect(await statuses()).toMatchObject({ [next]: 'enrolled' });
    expect(await on.compare({ push_enrollments: '' })).toEqual({ repaired: 0, left: {} });
  });

  it('is closed as expired when the workflow is unknown and the deadline has passed', async () => {
    await on.forget(id);
    expect(await on.compare({ push_enrollments: '' }, 3_600_000)).toEqual({ repaired: 1, left: {} });
    expect(await statuses()).toEqual({ [id]: 'expired' });
    expect(await events()).toEqual(['PUSH ENROLLMENT EXPIRED', 'PUSH ENROLLMENT RECONCILED: push_enrollment_row']);
  });

  it('is closed as enrolled when the workflow had verified the token', async () => {
    await on.terminate(id);
    await on.compare({ push_enrollments: '' });
    const proven = await enrollPush(phone, server.endpoints.sandbox, token);
    await (await on.workflow(proven)).result();
    await on.untilNotListed(proven);
    await on.sql(`update push_enrollment set status = 'pending', enrolled_at = null where id = ?`, [proven]);
    expect(await on.compare({ push_enrollments: '' })).toEqual({ repaired: 1, left: {} });
    expect(await statuses()).toMatchObject({ [proven]: 'enrolled' });
  });

  it('is not changed while its workflow is running', async () => {
    expect(await on.compare({ push_enrollments: '' })).toEqual({ repaired: 0, left: {} });
    expect(await statuses()).toEqual({ [id]: 'pending' });
  });
});

describe('a running workflow without an open push enrolment', () => {
  it.each([
    ['has ended', `update push_enrollment set status = 'failed' where id = ?`],
    ['is gone', 'delete from push_enrollment where id = ?'],
  ])('is signalled to end when the row %s', async (_, statement) => {
    // During the dispatch it would notice by itself.
    await eventually(async () => (await noncesSentTo(server.endpoints.sandbox, token, id))[0]);
    await on.sql(statement, [id]);
    await on.untilListed(id);
    expect((await on.compare({ workflows: '' }, old)).repaired).toBe(1);
    await (await on.workflow(id)).result();
    expect(await events()).toEqual(['PUSH ENROLLMENT RECONCILED: push_enrollment_workflow']);
    await on.untilNotListed(id);
    expect((await on.compare({ workflows: '' }, old)).repaired).toBe(0);
  });
});
