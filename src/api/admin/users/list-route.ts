import { z } from 'zod';
import { countPersons, findPersons, findSimilarPersons } from '../../../commands/persons/search/find-persons.ts';
import type { ListedPerson, PersonQuestion } from '../../../commands/persons/search/find-persons.ts';
import { writeEvent } from '../../../commands/events/record-event.ts';
import { originOf } from '../../../commands/events/request-origin.ts';
import type { RequestOrigin } from '../../../commands/events/request-origin.ts';
import { reachableLevel } from '../../../domain/authentication/stored-methods.ts';
import { isFault, readPersonFilter } from '../../../domain/persons/search/person-filter.ts';
import type { PersonFilter } from '../../../domain/persons/search/person-filter.ts';
import { CountersignError } from '../../../errors/countersign-error.ts';
import { requestOriginOf } from '../../http/request-origin.ts';
import { defineRoute } from '../../http/route.ts';
import type { Route } from '../../http/route.ts';
import type { AdminDeps } from '../admin-deps.ts';
import { presentTime, presentTimeOrNull } from '../time.ts';
import { loadUser } from './known-user.ts';
import { pageOf } from '../cursor.ts';
import { readPersonCursor, writePersonCursor } from './list-cursor.ts';
import { listQuery, userList } from './list-schema.ts';
import { presentOverview } from './presenter.ts';
import { overview } from './schema.ts';

/** Letters from which on people are looked for who are like what was written. */
const shortestSimilar = 4;

type Query = z.output<typeof listQuery>;

/** People, a page of them; with `user_id` alone the user of that id. */
export function userListRoute(deps: AdminDeps): Route {
  return defineRoute({
    method: 'get',
    path: '/users',
    summary: 'People: listed, searched and filtered',
    query: listQuery,
    responses: { 200: z.union([overview, userList]) },
    handler: async ({ query, context }) => {
      if (query.user_id !== undefined) {
        checkAlone(context.query);
        return { status: 200, body: presentOverview(await loadUser(deps, query.user_id)) };
      }
      return { status: 200, body: await list(deps, query, requestOriginOf(context)) };
    },
  });
}

function checkAlone(query: object): void {
  const others = Object.keys(query).filter((name) => name !== 'user_id');
  if (others.length > 0) throw new CountersignError('invalid_request', { extra: { parameter: others[0] } });
}

async function list(deps: AdminDeps, query: Query, origin: RequestOrigin): Promise<z.input<typeof userList>> {
  const { limit, cursor, count, ...asked } = query;
  const question: PersonQuestion = {
    q: asked.q,
    status: asked.status,
    registeredAfter: asked.registered_after,
    registeredBefore: asked.registered_before,
    lastSeenBefore: asked.last_seen_before,
    filter: readFilter(asked.filter),
    role: asked.role,
    hasMethod: asked.has_method,
  };
  const after = cursor === undefined ? undefined : readPersonCursor(deps.keyring, asked, cursor);
  const found = await findPersons(deps, question, { sort: query.sort, limit: limit + 1, after });
  const { page, next } = pageOf(found, limit, (last) => writePersonCursor(deps.keyring, asked, last));
  const similar = page.length === 0 && !after ? await findSimilar(deps, question, limit) : [];
  const shown = page.length > 0 ? page : similar;
  const { general, types } = await deps.configuration.current();
  const arePhonesAsked = types.has(general.login_mobile_authentication_type);
  await writeEvent(deps, {
    name: 'PERSONS SEARCHED',
    occurredAt: deps.clock(),
    ...originOf(origin),
    detail: String(shown.length),
  });
  return {
    items: shown.map((person) => presentItem(person, arePhonesAsked)),
    next_cursor: next,
    ...(count === 'true' && { count: await countPersons(deps, question) }),
    ...(similar.length > 0 && { similar: true as const }),
  };
}

function readFilter(text: string | undefined): PersonFilter | undefined {
  if (text === undefined) return undefined;
  const filter = readPersonFilter(text);
  if (isFault(filter))
    throw new CountersignError('filter_invalid', { extra: { parameter: 'filter', position: filter.position } });
  return filter;
}

async function findSimilar(deps: AdminDeps, question: PersonQuestion, limit: number): Promise<ListedPerson[]> {
  const { q } = question;
  if (q === undefined || [...q].length < shortestSimilar) return [];
  return (await findSimilarPersons(deps, { ...question, q })).slice(0, limit);
}

/** @param arePhonesAsked whether phones sign in here */
function presentItem(person: ListedPerson, arePhonesAsked: boolean) {
  return {
    user_id: person.id,
    username: person.username,
    display_name: person.displayName,
    email: person.email,
    phone_number: person.phoneNumber,
    status: person.status,
    registered_at: presentTime(person.registeredAt),
    last_seen_at: presentTimeOrNull(person.lastSeenAt),
    level: reachableLevel(person.methods, { hasPhone: person.hasPhone && arePhonesAsked }),
    source: person.source,
    roles: person.roles,
    methods: person.methods,
  };
}
