import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { eventsOf, query } from '../users/support/rest.ts';
import { addArtifact, giveConsent } from '../users/support/web-user.ts';
import { runOps } from '../ops/support/run-ops.ts';
import { useStack } from '../support/stack.ts';
import { createCaller } from './support/self-service-api.ts';
import type { Caller } from './support/self-service-api.ts';

const right = 'sunny rooftop panels';
const next = 'rainy rooftop panels';
let caller: Caller;

beforeEach(async () => {
  caller = await createCaller();
});

const change = async (current: string, wanted = next, again = wanted) => {
  const json = { current_password: current, new_password: wanted, new_password_again: again };
  const { status, body } = await caller.call('PATCH', '/credentials/password', { json });
  return { status, ...body };
};

describe('PATCH /self-service/v1/credentials/password', () => {
  it(
    'changes it once the present one is right, counts wrong ones, and disables by the eleventh',
    { timeout: 300_000 },
    async () => {
      expect(await change(right)).toMatchObject({ status: 404, code: 'method_unknown' });
      const data = ['--data', useStack().infrastructure.dataFolder];
      const set = [...data, 'persons', 'set-password', caller.userId, '--operator', 'ada'];
      expect(await runOps(set, {}, `${right}\n`)).toMatchObject({ code: 0 });
      expect(await change(right, next, 'another')).toMatchObject({ status: 400, code: 'passwords_differ' });
      expect(await change(right, 'too short')).toMatchObject({
        status: 400,
        code: 'weak_password',
        reason: 'too_short',
      });
      expect(await change('wrong')).toMatchObject({ status: 403, code: 'wrong_password', attempts_left: 9 });
      expect(await change(right)).toMatchObject({ status: 204 });
      expect(await eventsOf(caller.userId)).toContain('METHOD CHANGED: password');
      for (const left of [9, 8]) expect(await change(right)).toMatchObject({ status: 403, attempts_left: left });
      await query('update sign_in_method set change_failures = 9 where person_id = $1', [caller.userId]);
      expect(await change('wrong')).toMatchObject({ status: 403, attempts_left: 0 });
      expect(await change('wrong')).toMatchObject({ status: 403, code: 'user_disabled' });
      expect(await query('select status from person where id = $1', [caller.userId])).toEqual([{ status: 'disabled' }]);
      expect(await change(next)).toMatchObject({ status: 401, code: 'invalid_token' });
    },
  );

  it(
    'ends the other sessions of the person with what clients got in them, as does an operator',
    { timeout: 300_000 },
    async () => {
      const data = ['--data', useStack().infrastructure.dataFolder];
      const set = (password: string) =>
        runOps([...data, 'persons', 'set-password', caller.userId, '--operator', 'ada'], {}, `${password}\n`);
      const [own, other] = [randomUUID(), randomUUID()];
      const grantId = await giveConsent(caller.userId);
      await addArtifact('Session', { userId: caller.userId, uid: own });
      const authorizations = { webshop: { grantId } };
      await addArtifact('Session', { userId: caller.userId, uid: other, payload: { authorizations } });
      const sessions = async () =>
        (
          await query<{ uid: string }>(`select uid from oauth_artifact where account_id = $1 and model = 'Session'`, [
            caller.userId,
          ])
        )
          .map(({ uid }) => uid)
          .toSorted();
      // The first password takes the place of none.
      expect(await set(right)).toMatchObject({ code: 0 });
      expect(await sessions()).toEqual([own, other].toSorted());

      const json = { current_password: right, new_password: next, new_password_again: next };
      const as = await caller.token({ extra: { sessionUid: own } });
      expect((await caller.call('PATCH', '/credentials/password', { json, as })).status).toBe(204);
      expect(await sessions()).toEqual([own]);
      expect(await query('select 1 from oauth_grant where id = $1', [grantId])).toEqual([]);
      expect(await eventsOf(caller.userId)).toContain('API SESSION REMOVED: with_tokens');
      expect(await set(right)).toMatchObject({ code: 0 });
      expect(await sessions()).toEqual([]);
    },
  );
});
