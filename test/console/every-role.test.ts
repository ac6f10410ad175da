import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isAllowed } from '../../src/domain/persons/roles/access.ts';
import type { Access } from '../../src/domain/persons/roles/access.ts';
import { hubRoles } from '../../src/domain/persons/roles/hub-roles.ts';
import type { HubRole } from '../../src/domain/persons/roles/hub-roles.ts';
import type { Deps } from '../../src/runtime/deps.ts';
import { resources } from '../../web/console/configuration/resources/resources.ts';
import { places } from '../../web/console/shell/places.ts';
import { addOperator, giveRoles } from '../operators/support/operators.ts';
import type { TestOperator } from '../operators/support/operators.ts';
import { createTestDeps } from '../support/own-server.ts';
import { query } from '../support/query.ts';
import { useStack } from '../support/stack.ts';

const { endpoints, environment } = useStack();
let deps: Deps;
let operator: TestOperator;
beforeAll(async () => {
  deps = await createTestDeps(environment);
  operator = await addOperator(deps, ['Administrator']);
});
afterAll(() => deps?.close());

/** What a page reads, where its address does not tell. */
const ofPages: Partial<Record<string, string>> = {
  '/activity': '/admin/v1/events',
  '/templates': '/oauth/api/v1/configuration/message-templates',
  '/roles': '/admin/v1/role-assignments',
};

interface Asked {
  method: 'GET' | 'POST' | 'PATCH';
  path: string;
  needs: Access;
}

/** What every page reads, and a change by every form, which the API refuses for its body from those who may. */
const asked: readonly Asked[] = [
  ...places.map(({ to, needs }): Asked => {
    const form = resources.find(({ id }) => to === `/configuration/${id}`);
    return { method: 'GET', path: ofPages[to] ?? form?.listPath() ?? `/admin/v1${to}`, needs };
  }),
  ...resources
    .filter(({ id }) => id !== 'application-versions')
    .map(({ listPath, isSingle, needs }): Asked => {
      return { method: isSingle ? 'PATCH' : 'POST', path: listPath(), needs: needs.change };
    }),
];

async function statusOf({ method, path }: Asked): Promise<number> {
  const answer = await fetch(`${endpoints.api}${path}`, {
    method,
    headers: { authorization: `Bearer ${operator.token}`, 'content-type': 'application/json' },
    ...(method === 'GET' ? {} : { body: '{"nothing":1}' }),
  });
  await answer.text();
  return answer.status;
}

async function become(role: HubRole): Promise<void> {
  await query(endpoints.postgres_url, 'delete from role_assignment where person_id = $1', [operator.id]);
  await giveRoles(deps, operator.id, [role]);
}

describe('what the pages of the console ask the APIs', () => {
  it.each(hubRoles)('is answered to a %s as far as its pages are shown, and refused otherwise', async (role) => {
    await become(role);
    // Of roles without pages, of which there are many, a few answers show that they have none.
    const hasPages = asked.some(({ needs }) => isAllowed([role], needs));
    const questions = hasPages ? asked : asked.slice(0, 3);
    const answers = await Promise.all(
      questions.map(async (each) => ({ ...each, isRefused: (await statusOf(each)) === 403 })),
    );
    expect(answers.filter(({ needs, isRefused }) => isRefused === isAllowed([role], needs))).toEqual([]);
  });

  it('is there for an Administrator', async () => {
    await become('Administrator');
    const statuses = await Promise.all(asked.map(async (each) => [each.path, await statusOf(each)] as const));
    // A form that is sent without a field of its own is malformed; a part that is not configured is not found.
    expect(statuses.filter(([, status]) => ![200, 400, 404].includes(status))).toEqual([]);
    const unknown = statuses.filter(([path, status]) => status === 404 && !path.endsWith('/geolocation'));
    expect(unknown).toEqual([]);
  });
});
