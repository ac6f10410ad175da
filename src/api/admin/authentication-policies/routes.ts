import type { Context } from 'koa';
import type { z } from 'zod';
import {
  changePolicy,
  createPolicy,
  deletePolicy,
  findPolicies,
  findPolicy,
} from '../../../commands/authentication/policies/change-policies.ts';
import type { PolicyValues } from '../../../commands/authentication/policies/change-policies.ts';
import { checkLockOut } from '../../../commands/authentication/policies/lock-out.ts';
import { findCountry } from '../../../commands/authentication/policies/sign-in-place.ts';
import { simulatePolicy } from '../../../commands/authentication/policies/simulate-policy.ts';
import { tagOf } from '../../../commands/configuration/row-tag.ts';
import { readFields } from '../../../domain/configuration/field-names.ts';
import { defaultPolicy } from '../../../domain/authentication/policies/authentication-policy.ts';
import { policyFields } from '../../../domain/authentication/policies/field-names.ts';
import { changeOf } from '../../configuration/fields.ts';
import { ifMatchHeader } from '../../http/request-headers.ts';
import { requestOriginOf } from '../../http/request-origin.ts';
import { defineRoute } from '../../http/route.ts';
import type { Route } from '../../http/route.ts';
import type { AdminDeps } from '../admin-deps.ts';
import { pageOf, readIdCursor, writeCursor } from '../cursor.ts';
import { operatorOf } from '../operator-access.ts';
import { presentPolicy } from './presenter.ts';
import {
  changePolicyBody,
  deletionQuery,
  newPolicyBody,
  policyList,
  policyListQuery,
  policyParams,
  policySchema,
  simulateAnswer,
  simulateBody,
} from './schema.ts';

const path = '/authentication-policies';
const one = { path: `${path}/:policy_id`, params: policyParams } as const;

/** How people sign in, by client, user and default (contract/hub.md section 9). */
export function policyReadRoutes(deps: AdminDeps): Route[] {
  return [
    defineRoute({
      method: 'get',
      path,
      summary: 'Authentication policies, oldest first',
      query: policyListQuery,
      responses: { 200: policyList },
      handler: async ({ query: { limit, cursor } }) => {
        const after = cursor === undefined ? undefined : readIdCursor(cursor);
        const found = await findPolicies(deps, { limit: limit + 1, after });
        const { page, next } = pageOf(found, limit, (last) => writeCursor(last.id));
        return { status: 200, body: { items: page.map(presentPolicy), next_cursor: next } };
      },
    }),
    defineRoute({
      ...one,
      method: 'get',
      summary: 'One authentication policy',
      responses: { 200: policySchema },
      handler: ({ params }) => present(deps, params.policy_id, 200),
    }),
    simulateRoute(deps),
  ];
}

function simulateRoute(deps: AdminDeps): Route {
  return defineRoute({
    ...one,
    method: 'post',
    path: `${one.path}/simulate`,
    summary: 'What a sign-in would be under a policy',
    body: simulateBody,
    responses: { 200: simulateAnswer },
    handler: async ({ params, body, context: koa }) => {
      const { user_id: userId, client_id: clientId } = body;
      const { ip, country, new_device: isNewDevice, trusted_device: isTrusted, time } = body.context;
      const located = country ?? (ip ? await findCountry(deps, { ...requestOriginOf(koa), clientIp: ip }) : null);
      const now = time === undefined ? deps.clock() : new Date(time);
      const context = { address: ip ?? null, now, country: located, isNewDevice, isTrusted };
      const simulated = await simulatePolicy(deps, { policyId: params.policy_id, userId, clientId, context });
      const { rule, effect, required, methods, firstFactors, isLockedOut } = simulated;
      const { level, factors } = required;
      const answer = { rule, effect, level, factors, methods, first_factors: firstFactors, locked_out: isLockedOut };
      return { status: 200, body: answer };
    },
  });
}

export function policyChangeRoutes(deps: AdminDeps): Route[] {
  return [
    defineRoute({
      method: 'post',
      path,
      summary: 'Add an authentication policy',
      body: newPolicyBody,
      responses: { 201: policySchema },
      handler: async ({ body, context }) => {
        const values = { ...defaultPolicy(), ...valuesOf(body), subjectId: body.subject_id ?? '' } as PolicyValues;
        await check(deps, context, { ...values, values }, body.confirm);
        const id = await createPolicy(deps, { values, origin: requestOriginOf(context) });
        return present(deps, id, 201);
      },
    }),
    defineRoute({
      ...one,
      method: 'patch',
      summary: 'Change the settings of an authentication policy that are sent',
      headers: [ifMatchHeader],
      body: changePolicyBody,
      responses: { 200: policySchema },
      handler: async ({ params, body, context }) => {
        const values = valuesOf(body);
        const changed = { ...(await findPolicy(deps, params.policy_id)), ...values };
        await check(deps, context, { ...changed, values: changed }, body.confirm);
        await changePolicy(deps, { id: params.policy_id, values, ...changeOf(context) });
        return present(deps, params.policy_id, 200);
      },
    }),
    defineRoute({
      ...one,
      method: 'delete',
      summary: 'Delete an authentication policy',
      headers: [ifMatchHeader],
      query: deletionQuery,
      responses: { 204: null },
      handler: async ({ params, query, context }) => {
        const deleted = await findPolicy(deps, params.policy_id);
        await check(deps, context, { ...deleted, values: undefined }, query.confirm);
        await deletePolicy(deps, { id: params.policy_id, ...changeOf(context) });
        return { status: 204 };
      },
    }),
  ];
}

function check(
  deps: AdminDeps,
  context: Context,
  { kind, subjectId, values }: Pick<Parameters<typeof checkLockOut>[1], 'kind' | 'subjectId' | 'values'>,
  confirmed: number | undefined,
): Promise<void> {
  const { operatorId: callerId } = operatorOf(context);
  return checkLockOut(deps, { kind, subjectId, values, callerId, confirmed, origin: requestOriginOf(context) });
}

function valuesOf(body: z.output<typeof changePolicyBody>): Partial<PolicyValues> {
  const { conditions, ...others } = body;
  const values = readFields(policyFields, others) as Partial<PolicyValues>;
  if (!conditions) return values;
  const read = conditions.map(({ inverted, new_device, ...condition }) => ({
    ...condition,
    isNewDevice: new_device,
    isInverted: inverted,
  }));
  return { ...values, conditions: read as PolicyValues['conditions'] };
}

async function present(deps: AdminDeps, id: string, status: number) {
  const row = await findPolicy(deps, id);
  return { status, body: presentPolicy(row), headers: { ETag: tagOf(deps.keyring, row) } };
}
