import type { AuthenticationResponseJSON, RegistrationResponseJSON } from '@simplewebauthn/server';
import type { Context } from 'koa';
import { addMethod } from '../../../commands/persons/sign-in-methods/enrollment/add-method.ts';
import type { MethodProof } from '../../../commands/persons/sign-in-methods/enrollment/method-enrollment.ts';
import { verifyMethod } from '../../../commands/persons/sign-in-methods/enrollment/verify-method.ts';
import { listMethods } from '../../../commands/persons/sign-in-methods/list/own-methods.ts';
import { makeRecoveryCodes } from '../../../commands/persons/sign-in-methods/recovery-codes/make-recovery-codes.ts';
import {
  keepMethod,
  renameMethod,
  reportLost,
} from '../../../commands/persons/sign-in-methods/removal/change-method.ts';
import { askRemoval, proveRemoval } from '../../../commands/persons/sign-in-methods/removal/prove-removal.ts';
import type { RemovalProof } from '../../../commands/persons/sign-in-methods/removal/prove-removal.ts';
import { enrolledTypes } from '../../../domain/persons/sign-in-methods/enrollment-rules.ts';
import { CountersignError } from '../../../errors/countersign-error.ts';
import type { ApiDeps } from '../../api-deps.ts';
import { requestOriginOf } from '../../http/request-origin.ts';
import { defineRoute } from '../../http/route.ts';
import type { Route } from '../../http/route.ts';
import { personOf } from '../authenticate-person.ts';
import { requireLevel } from '../require-level.ts';
import { presentMethod, presentPending } from './presenter.ts';
import {
  codesAnswer,
  methodAnswer,
  methodParams,
  methodsAnswer,
  newMethodBody,
  pendingAnswer,
  proofBody,
  removalAnswer,
  removalBody,
  removalQuery,
  renameBody,
  replacementBody,
} from './schema.ts';

/** Sign-in methods (contract/portal.md section 3): what a person proves themselves by, each added and removed by a proof of it. */
export function methodRoutes(deps: ApiDeps): Route[] {
  return [listRoute(deps), ...addRoutes(deps), ...proveRoutes(deps), ...changeRoutes(deps), ...removalRoutes(deps)];
}

/** An answer with a secret is not kept: it is in that answer alone. */
const once = { answersAreKept: false } as const;

function askedBy(context: Context) {
  return { personId: personOf(context).userId, origin: requestOriginOf(context) };
}

async function presentOne(deps: ApiDeps, context: Context, id: string) {
  const found = (await listMethods(deps, personOf(context).userId)).find((method) => method.id === id);
  if (!found) throw new CountersignError('method_unknown');
  return presentMethod(found);
}

function listRoute(deps: ApiDeps): Route {
  return defineRoute({
    method: 'get',
    path: '/methods',
    summary: 'Your sign-in methods',
    responses: { 200: methodsAnswer },
    handler: async ({ context }) => {
      const methods = await listMethods(deps, personOf(context).userId);
      return { status: 200, body: { items: methods.map(presentMethod), next_cursor: null } };
    },
  });
}

function addRoutes(deps: ApiDeps): Route[] {
  const before = requireLevel(deps);
  return [
    defineRoute({
      ...once,
      before,
      method: 'post',
      path: '/methods',
      summary: 'Add a sign-in method',
      body: newMethodBody,
      responses: { 201: pendingAnswer },
      handler: async ({ body: { type, name }, context }) => {
        const pending = await addMethod(deps, { ...askedBy(context), type, name });
        return { status: 201, body: presentPending(pending) };
      },
    }),
    defineRoute({
      ...once,
      before,
      method: 'post',
      path: '/methods/:id/replacement',
      summary: 'Put another method in the place of one',
      params: methodParams,
      body: replacementBody,
      responses: { 201: pendingAnswer },
      handler: async ({ params: { id }, body: { name }, context }) => {
        const { type } = await presentOne(deps, context, id);
        const enrolled = enrolledTypes.find((one) => one === type);
        if (!enrolled) throw new CountersignError('method_unknown');
        const pending = await addMethod(deps, { ...askedBy(context), type: enrolled, name, replaces: id });
        return { status: 201, body: presentPending(pending) };
      },
    }),
  ];
}

function proveRoutes(deps: ApiDeps): Route[] {
  return [
    defineRoute({
      method: 'post',
      path: '/methods/:id/verify',
      summary: 'Verify a sign-in method',
      params: methodParams,
      body: proofBody,
      responses: { 200: methodAnswer },
      handler: async ({ params: { id: methodId }, body, context }) => {
        const proof: MethodProof =
          'code' in body ? body : { attestation: body.attestation as unknown as RegistrationResponseJSON };
        await verifyMethod(deps, { ...askedBy(context), methodId, proof });
        return { status: 200, body: await presentOne(deps, context, methodId) };
      },
    }),
    defineRoute({
      ...once,
      before: requireLevel(deps),
      method: 'post',
      path: '/methods/recovery-codes',
      summary: 'Make recovery codes',
      responses: { 201: codesAnswer },
      handler: async ({ context }) => ({
        status: 201,
        body: { codes: await makeRecoveryCodes(deps, askedBy(context)) },
      }),
    }),
  ];
}

function changeRoutes(deps: ApiDeps): Route[] {
  return [
    defineRoute({
      method: 'patch',
      path: '/methods/:id',
      summary: 'Rename a sign-in method',
      params: methodParams,
      body: renameBody,
      responses: { 200: methodAnswer },
      handler: async ({ params: { id: methodId }, body: { name }, context }) => {
        await renameMethod(deps, { ...askedBy(context), methodId, name });
        return { status: 200, body: await presentOne(deps, context, methodId) };
      },
    }),
    defineRoute({
      before: requireLevel(deps),
      method: 'delete',
      path: '/methods/:id/removal',
      summary: 'Keep a sign-in method that was said to be lost',
      params: methodParams,
      responses: { 204: null },
      handler: async ({ params: { id: methodId }, context }) => {
        await keepMethod(deps, { ...askedBy(context), methodId });
        return { status: 204 };
      },
    }),
  ];
}

function removalRoutes(deps: ApiDeps): Route[] {
  const checkLevel = requireLevel(deps);
  return [
    defineRoute({
      // A lost method cannot prove its removal: another of the same level does.
      before: (context, next) => (context.query['lost'] === 'true' ? checkLevel(context, next) : next()),
      method: 'delete',
      path: '/methods/:id',
      summary: 'Remove a sign-in method',
      params: methodParams,
      query: removalQuery,
      responses: { 202: removalAnswer },
      handler: async ({ params: { id: methodId }, query: { lost }, context }) => {
        const asked = { ...askedBy(context), methodId };
        if (lost === 'true') {
          const dueAt = (await reportLost(deps, asked)).toISOString();
          return { status: 202, body: { status: 'removal_pending', due_at: dueAt, challenge: null } };
        }
        return {
          status: 202,
          body: { status: 'proof_needed', due_at: null, challenge: await askRemoval(deps, asked) },
        };
      },
    }),
    defineRoute({
      method: 'post',
      path: '/methods/:id/removal',
      summary: 'Prove the removal of a sign-in method',
      params: methodParams,
      body: removalBody,
      responses: { 204: null },
      handler: async ({ params: { id: methodId }, body, context }) => {
        await proveRemoval(deps, { ...askedBy(context), methodId }, readProof(body));
        return { status: 204 };
      },
    }),
  ];
}

function readProof(body: object): RemovalProof | undefined {
  if ('assertion' in body) return { assertion: body.assertion as AuthenticationResponseJSON };
  return 'code' in body || 'password' in body ? (body as RemovalProof) : undefined;
}
