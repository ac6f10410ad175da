import type { z } from 'zod';
import {
  changeDefinition,
  createDefinition,
  deleteDefinition,
} from '../../../commands/persons/claims/change-definitions.ts';
import type { ClaimDefinitionValues } from '../../../commands/persons/claims/change-definitions.ts';
import { findDefinition, findDefinitions } from '../../../commands/persons/claims/find-claims.ts';
import { tagOf } from '../../../commands/configuration/row-tag.ts';
import { presentFields, readFields } from '../../../domain/configuration/field-names.ts';
import { claimDefinitionFields } from '../../../domain/persons/claims/field-names.ts';
import type { ClaimDefinition } from '../../../entities/persons/claim-definition.ts';
import { changeOf } from '../../configuration/fields.ts';
import { ifMatchHeader } from '../../http/request-headers.ts';
import { requestOriginOf } from '../../http/request-origin.ts';
import { defineRoute } from '../../http/route.ts';
import type { Route } from '../../http/route.ts';
import type { AdminDeps } from '../admin-deps.ts';
import { pageOf, readCursor, writeCursor } from '../cursor.ts';
import { presentTime } from '../time.ts';
import { changeClaimBody, claimList, claimListQuery, claimParams, claimSchema, newClaimBody } from './schema.ts';

const path = '/claims';
const one = { path: `${path}/:claim_id`, params: claimParams } as const;

/** What a claim is that its author said nothing more of. */
const defaults = {
  ...{ options: [], multiple: false, pattern: null, scope: null, updateable: false, restrictBySuborganizations: false },
  ...{ restrictElevation: false, personalDataCategory: null },
};

/** What can be known of people (contract/hub.md section 3). */
export function claimReadRoutes(deps: AdminDeps): Route[] {
  return [
    defineRoute({
      method: 'get',
      path,
      summary: 'Claim definitions by type',
      query: claimListQuery,
      responses: { 200: claimList },
      handler: async ({ query: { limit, cursor } }) => {
        const after = cursor === undefined ? undefined : readCursor(cursor);
        const found = await findDefinitions(deps, { limit: limit + 1, after });
        const { page, next } = pageOf(found, limit, (last) => writeCursor(last.claimType));
        return { status: 200, body: { items: page.map(presentClaim), next_cursor: next } };
      },
    }),
    defineRoute({
      ...one,
      method: 'get',
      summary: 'One claim definition',
      responses: { 200: claimSchema },
      handler: async ({ params }) => present(deps, params.claim_id, 200),
    }),
  ];
}

export function claimChangeRoutes(deps: AdminDeps): Route[] {
  return [
    defineRoute({
      method: 'post',
      path,
      summary: 'Add a claim definition',
      body: newClaimBody,
      responses: { 201: claimSchema },
      handler: async ({ body, context }) => {
        const values = { ...defaults, ...readFields(claimDefinitionFields, body) } as ClaimDefinitionValues;
        return present(deps, await createDefinition(deps, { values, origin: requestOriginOf(context) }), 201);
      },
    }),
    defineRoute({
      ...one,
      method: 'patch',
      summary: 'Change the settings of a claim definition that are sent',
      headers: [ifMatchHeader],
      body: changeClaimBody,
      responses: { 200: claimSchema },
      handler: async ({ params: { claim_id: id }, body, context }) => {
        const values = readFields(claimDefinitionFields, body) as Partial<ClaimDefinitionValues>;
        await changeDefinition(deps, { id, values, ...changeOf(context) });
        return present(deps, id, 200);
      },
    }),
    defineRoute({
      ...one,
      method: 'delete',
      summary: 'Delete a claim definition that no person has a value of',
      headers: [ifMatchHeader],
      responses: { 204: null },
      handler: async ({ params, context }) => {
        await deleteDefinition(deps, { id: params.claim_id, ...changeOf(context) });
        return { status: 204 };
      },
    }),
  ];
}

async function present(deps: AdminDeps, id: string, status: 200 | 201) {
  const definition = await findDefinition(deps, id);
  const headers = {
    ETag: tagOf(deps.keyring, definition),
    ...(status === 201 && { Location: `/admin/v1${path}/${id}` }),
  };
  return { status, body: presentClaim(definition), headers };
}

function presentClaim(definition: ClaimDefinition): z.input<typeof claimSchema> {
  return {
    id: definition.id,
    ...presentFields(claimDefinitionFields, definition),
    pattern: definition.pattern ?? null,
    scope: definition.scope ?? null,
    personal_data_category: definition.personalDataCategory ?? null,
    created_at: presentTime(definition.createdAt.getTime()),
    changed_at: presentTime(definition.changedAt.getTime()),
  };
}
