import type { AuthenticationResponseJSON } from '@simplewebauthn/server';
import type { Context } from 'koa';
import {
  askContactRemoval,
  keepContact,
  proveContactRemoval,
  reportContactLost,
} from '../../../commands/persons/sign-in-methods/contacts/remove-contact.ts';
import { keepPhone, reportPhoneLost } from '../../../commands/authentication/own-methods/lost-phone.ts';
import {
  endEnrollmentCode,
  findOpenEnrollmentCode,
} from '../../../commands/devices/enrollment-codes/open-enrollment-code.ts';
import { listMethods } from '../../../commands/persons/sign-in-methods/list/own-methods.ts';
import { keepMethod, reportLost } from '../../../commands/persons/sign-in-methods/removal/change-method.ts';
import { askRemoval, proveRemoval } from '../../../commands/persons/sign-in-methods/removal/prove-removal.ts';
import type { RemovalProof } from '../../../commands/persons/sign-in-methods/removal/prove-removal.ts';
import { isRemovedBySignIn } from '../../../domain/persons/sign-in-methods/removal-rules.ts';
import type { ApiDeps } from '../../api-deps.ts';
import { defineRoute } from '../../http/route.ts';
import type { Route } from '../../http/route.ts';
import { personOf } from '../authenticate-person.ts';
import { requireLevel } from '../require-level.ts';
import { askedBy, messageLocale } from './asked-by.ts';
import { methodParams, removalAnswer, removalBody, removalQuery } from './schema.ts';

/** How a method is taken away: by a proof of it, or as it is lost. */
export function removalRoutes(deps: ApiDeps): Route[] {
  const checkLevel = requireLevel(deps);
  return [
    defineRoute({
      // A lost method cannot prove its removal: another of the same level does.
      before: async (context, next) =>
        context.query['lost'] === 'true' || (await isBySignIn(deps, context)) ? checkLevel(context, next) : next(),
      method: 'delete',
      path: '/methods/:id',
      summary: 'Remove a sign-in method',
      params: methodParams,
      query: removalQuery,
      responses: { 202: removalAnswer },
      handler: async ({ params: { id: methodId }, query: { lost }, context }) => {
        const asked = { ...askedBy(context), methodId };
        if (lost === 'true') {
          const dueAt =
            (await reportContactLost(deps, asked)) ??
            (await reportPhoneLost(deps, asked)) ??
            (await reportLost(deps, asked));
          return { status: 202, body: { status: 'removal_pending', due_at: dueAt.toISOString(), challenge: null } };
        }
        const isPhone = await findOpenEnrollmentCode(deps, { id: methodId, userId: asked.personId });
        if (isPhone)
          return { status: 202, body: { status: 'proof_needed', due_at: null, challenge: { type: 'none' } } };
        const locale = await messageLocale(deps, context);
        const sent = await askContactRemoval(deps, { ...asked, locale });
        const challenge = sent ? { type: 'code', ...sent } : await askRemoval(deps, asked);
        return { status: 202, body: { status: 'proof_needed', due_at: null, challenge } };
      },
    }),
    defineRoute({
      before: async (context, next) => ((await isBySignIn(deps, context)) ? checkLevel(context, next) : next()),
      method: 'post',
      path: '/methods/:id/removal',
      summary: 'Prove the removal of a sign-in method',
      params: methodParams,
      body: removalBody,
      responses: { 204: null },
      handler: async ({ params: { id: methodId }, body, context }) => {
        const asked = { ...askedBy(context), methodId };
        if (await endEnrollmentCode(deps, { id: methodId, userId: asked.personId })) return { status: 204 };
        const isContact = 'code' in body && (await proveContactRemoval(deps, { ...asked, code: body.code }));
        if (!isContact) await proveRemoval(deps, asked, readProof(body));
        return { status: 204 };
      },
    }),
    keepRoute(deps),
  ];
}

function keepRoute(deps: ApiDeps): Route {
  return defineRoute({
    before: requireLevel(deps),
    method: 'delete',
    path: '/methods/:id/removal',
    summary: 'Keep a sign-in method that was said to be lost',
    params: methodParams,
    responses: { 204: null },
    handler: async ({ params: { id: methodId }, context }) => {
      const asked = { ...askedBy(context), methodId };
      if (!(await keepContact(deps, asked)) && !(await keepPhone(deps, asked))) await keepMethod(deps, asked);
      return { status: 204 };
    },
  });
}

/** Who removes an account elsewhere may have lost it there: a sign-in a moment ago proves the removal (docs/decisions/0106). */
async function isBySignIn(deps: ApiDeps, context: Context): Promise<boolean> {
  const { id } = context.params as { id?: string };
  const methods = await listMethods(deps, personOf(context).userId);
  return methods.some((method) => method.id === id && isRemovedBySignIn(method.type) && method.status !== 'pending');
}

function readProof(body: object): RemovalProof | undefined {
  if ('assertion' in body) return { assertion: body.assertion as AuthenticationResponseJSON };
  return 'code' in body || 'password' in body ? (body as RemovalProof) : undefined;
}
