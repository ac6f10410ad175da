import { changePerson } from '../../commands/persons/profile/change-person.ts';
import { createPersonToActivate } from '../../commands/action-tokens/open/create-person-to-activate.ts';
import { deletePerson } from '../../commands/persons/profile/delete-person.ts';
import { findPerson, findPersonIdByEmail } from '../../commands/persons/profile/find-person.ts';
import { tagOfPerson } from '../../commands/persons/profile/lock-person.ts';
import { refuseOtherRoles } from '../../commands/persons/roles/find-roles.ts';
import { recordUserAction } from '../../commands/persons/users/user-action.ts';
import { CountersignError } from '../../errors/countersign-error.ts';
import type { ApiDeps } from '../api-deps.ts';
import { ifMatchHeader } from '../http/request-headers.ts';
import { requestOriginOf } from '../http/request-origin.ts';
import { defineRoute } from '../http/route.ts';
import type { Route, RouteAnswer } from '../http/route.ts';
import { migrationAnswer, personAnswer, presentPerson } from './presenter.ts';
import { sessionDataRoutes } from './session-routes.ts';
import { emailQuery, migrationBody, personParams, profileBody, readProfile } from './schema.ts';
import type { ProfileBody } from './schema.ts';

/** People (contract/idp.md section 2): what a site knows of its users, kept here. */
export function personRoutes(deps: ApiDeps): Route[] {
  return [...collectionRoutes(deps), ...itemRoutes(deps), migrationRoute(deps), ...sessionDataRoutes(deps)];
}

function collectionRoutes(deps: ApiDeps): Route[] {
  return [
    defineRoute({
      method: 'post',
      path: '/persons',
      summary: 'Create a person',
      body: profileBody,
      responses: { 201: personAnswer },
      handler: async ({ body, context }) => {
        if (!body.email_addresses) throw missing('email_addresses');
        checkEmails(body);
        const id = await createPersonToActivate(deps, { values: readProfile(body), origin: requestOriginOf(context) });
        const answer = await present(deps, id, 201);
        return { ...answer, headers: { ...answer.headers, Location: `/api/persons/${encodeURIComponent(id)}` } };
      },
    }),
    defineRoute({
      method: 'get',
      path: '/persons',
      summary: 'The person who has an e-mail address',
      query: emailQuery,
      responses: { 200: personAnswer },
      handler: async ({ query, context }) => {
        const userId = await findPersonIdByEmail(deps, query.email);
        if (userId === undefined) throw new CountersignError('person_not_found');
        const answer = await present(deps, userId, 200);
        await recordUserAction(deps, { origin: requestOriginOf(context), event: 'PERSON READ', userId });
        return answer;
      },
    }),
  ];
}

function itemRoutes(deps: ApiDeps): Route[] {
  const one = { path: '/persons/:person_id', params: personParams } as const;
  const changing = { ...one, headers: [ifMatchHeader] } as const;
  return [
    defineRoute({
      ...one,
      method: 'get',
      summary: 'A person',
      responses: { 200: personAnswer },
      handler: async ({ params: { person_id: userId }, context }) => {
        const answer = await present(deps, userId, 200);
        await recordUserAction(deps, { origin: requestOriginOf(context), event: 'PERSON READ', userId });
        return answer;
      },
    }),
    defineRoute({
      ...changing,
      method: 'patch',
      summary: 'Change what is sent of a person',
      body: profileBody,
      responses: { 200: personAnswer },
      handler: async ({ params: { person_id: userId }, body, context }) => {
        checkEmails(body);
        await refuseOtherRoles(deps, userId);
        const ifMatch = context.get('if-match') || undefined;
        await changePerson(deps, { userId, values: readProfile(body), ifMatch, origin: requestOriginOf(context) });
        return present(deps, userId, 200);
      },
    }),
    defineRoute({
      ...changing,
      method: 'delete',
      summary: 'Delete a person, with everything of theirs',
      responses: { 204: null },
      handler: async ({ params: { person_id: userId }, context }) => {
        await refuseOtherRoles(deps, userId);
        const ifMatch = context.get('if-match') || undefined;
        await deletePerson(deps, { userId, ifMatch, origin: requestOriginOf(context) });
        return { status: 204 };
      },
    }),
  ];
}

function migrationRoute(deps: ApiDeps): Route {
  return defineRoute({
    method: 'post',
    path: '/migration/status',
    summary: 'Whether a person with an e-mail address is here already',
    body: migrationBody,
    responses: { 200: migrationAnswer },
    handler: async ({ body }) => {
      const id = await findPersonIdByEmail(deps, body.email);
      return { status: 200, body: { status: id ? 'MIGRATED' : 'NOT_MIGRATED', person_id: id ?? null } };
    },
  });
}

async function present(deps: ApiDeps, id: string, status: number): Promise<RouteAnswer> {
  const person = await findPerson(deps, id);
  if (!person) throw new CountersignError('person_not_found');
  return { status, body: presentPerson(person), headers: { ETag: tagOfPerson(person) } };
}

/** A site finds its people by their addresses: one without any could not be found again. */
function checkEmails({ email_addresses: emails }: ProfileBody): void {
  if (emails === null || emails?.length === 0) throw missing('email_addresses');
}

function missing(parameter: string): CountersignError {
  return new CountersignError('required_field_missing', { extra: { parameter } });
}
