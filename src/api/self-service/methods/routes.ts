import type { RegistrationResponseJSON } from '@simplewebauthn/server';
import type { Context } from 'koa';
import type { z } from 'zod';
import { beginPhone, canConnectPhone } from '../../../commands/authentication/own-methods/connect-phone.ts';
import { findOwnMethod, listOwnMethods } from '../../../commands/authentication/own-methods/list-own-methods.ts';
import { addContact } from '../../../commands/persons/sign-in-methods/contacts/add-contact.ts';
import type { TypedContact } from '../../../commands/persons/sign-in-methods/contacts/add-contact.ts';
import { makeContactPrimary } from '../../../commands/persons/sign-in-methods/contacts/make-primary.ts';
import { verifyContact } from '../../../commands/persons/sign-in-methods/contacts/verify-contact.ts';
import { beginLink } from '../../../commands/authentication/methods/sso/link-account.ts';
import { enabledProviders } from '../../../commands/authentication/methods/sso/provider-sign-in.ts';
import { addMethod } from '../../../commands/persons/sign-in-methods/enrollment/add-method.ts';
import type { MethodProof } from '../../../commands/persons/sign-in-methods/enrollment/method-enrollment.ts';
import { verifyMethod } from '../../../commands/persons/sign-in-methods/enrollment/verify-method.ts';
import { acceptedPasskeys } from '../../../commands/persons/sign-in-methods/passkey/accepted-passkeys.ts';
import { makeRecoveryCodes } from '../../../commands/persons/sign-in-methods/recovery-codes/make-recovery-codes.ts';
import { renameMethod } from '../../../commands/persons/sign-in-methods/removal/change-method.ts';
import { enrolledTypes } from '../../../domain/persons/sign-in-methods/enrollment-rules.ts';
import { CountersignError } from '../../../errors/countersign-error.ts';
import type { ApiDeps } from '../../api-deps.ts';
import { defineRoute } from '../../http/route.ts';
import type { Route } from '../../http/route.ts';
import { personOf } from '../authenticate-person.ts';
import { presentProvider } from '../../authentication/presenter.ts';
import { requireLevel } from '../require-level.ts';
import { askedBy, messageLocale } from './asked-by.ts';
import {
  presentMethod,
  presentPasskeys,
  presentPending,
  presentPendingAccount,
  presentPendingContact,
  presentPendingPhone,
} from './presenter.ts';
import { removalRoutes } from './removal-routes.ts';
import {
  codesAnswer,
  methodAnswer,
  methodParams,
  methodsAnswer,
  newMethodBody,
  pendingAnswer,
  proofBody,
  renameBody,
  replacementBody,
} from './schema.ts';

/** Sign-in methods (contract/portal.md section 3): what a person proves themselves by, each added and removed by a proof of it. */
export function methodRoutes(deps: ApiDeps): Route[] {
  return [...readRoutes(deps), ...addRoutes(deps), ...proveRoutes(deps), ...changeRoutes(deps), ...removalRoutes(deps)];
}

/** An answer with a secret is not kept: it is in that answer alone. */
const once = { answersAreKept: false } as const;

async function presentOne(deps: ApiDeps, context: Context, id: string) {
  const found = await findOwnMethod(deps, personOf(context).userId, id);
  if (!found) throw new CountersignError('method_unknown');
  return presentMethod(found);
}

function readRoutes(deps: ApiDeps): Route[] {
  return [
    defineRoute({
      method: 'get',
      path: '/methods',
      summary: 'Your sign-in methods',
      responses: { 200: methodsAnswer },
      handler: async ({ context }) => {
        const { userId } = personOf(context);
        const items = (await listOwnMethods(deps, userId)).map(presentMethod);
        const providers = (await enabledProviders(deps)).map(presentProvider);
        const passkeys = presentPasskeys(await acceptedPasskeys(deps, userId));
        const phoneAddable = await canConnectPhone(deps, userId);
        const { takesCertificates: takes_certificates } = deps.methodPolicy;
        const body = {
          items,
          identity_providers: providers,
          passkeys,
          phone_addable: phoneAddable,
          takes_certificates,
        };
        return { status: 200, body: { ...body, next_cursor: null } };
      },
    }),
    defineRoute({
      method: 'get',
      path: '/methods/:id',
      summary: 'One of your sign-in methods, or a phone that is still to be connected',
      params: methodParams,
      responses: { 200: methodAnswer },
      handler: async ({ params: { id }, context }) => ({ status: 200, body: await presentOne(deps, context, id) }),
    }),
  ];
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
      handler: async ({ body, context }) =>
        body.type === 'email' || body.type === 'phone'
          ? beginContact(deps, context, contactOf(body), body.name)
          : { status: 201, body: await beginMethod(deps, context, body) },
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
      handler: async ({ params: { id }, body, context }) => {
        const { type } = await presentOne(deps, context, id);
        const { name } = body;
        if (type === 'email' || type === 'phone')
          return beginContact(deps, context, contactOf({ ...body, type }), name, id);
        const enrolled = enrolledTypes.find((one) => one === type);
        if (!enrolled) throw new CountersignError('method_unknown');
        const pending = await addMethod(deps, { ...askedBy(context), type: enrolled, name, replaces: id });
        return { status: 201, body: presentPending(pending) };
      },
    }),
  ];
}

async function beginMethod(
  deps: ApiDeps,
  context: Context,
  body: Exclude<z.output<typeof newMethodBody>, { type: 'email' | 'phone' }>,
): Promise<z.input<typeof pendingAnswer>> {
  const asked = askedBy(context);
  switch (body.type) {
    case 'countersign':
      return presentPendingPhone(await beginPhone(deps, asked));
    case 'identity':
      return presentPendingAccount(await beginLink(deps, { ...asked, provider: body.provider, name: body.name }));
    default:
      return presentPending(await addMethod(deps, { ...asked, type: body.type, name: body.name }));
  }
}

type ContactBody = Omit<z.output<typeof replacementBody>, 'name'> & { type: 'email' | 'phone' };

/** @throws CountersignError `invalid_request` for a body without what its type needs. */
function contactOf({
  type,
  email,
  phone_number: phone,
  channel,
}: Partial<ContactBody> & Pick<ContactBody, 'type'>): TypedContact {
  if (type === 'email' && email !== undefined) return { type, email };
  if (type === 'phone' && phone !== undefined) return { type, phone, channel: channel ?? 'sms' };
  const parameter = type === 'email' ? 'email' : 'phone_number';
  throw new CountersignError('invalid_request', { extra: { parameter } });
}

async function beginContact(deps: ApiDeps, context: Context, contact: TypedContact, name?: string, replaces?: string) {
  const locale = await messageLocale(deps, context);
  const pending = await addContact(deps, { ...askedBy(context), contact, name, replaces, locale });
  return { status: 201 as const, body: presentPendingContact(pending) };
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
        const isContact =
          'code' in body && (await verifyContact(deps, { ...askedBy(context), methodId, code: body.code }));
        if (!isContact) await verifyMethod(deps, { ...askedBy(context), methodId, proof });
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
      method: 'post',
      path: '/methods/:id/primary',
      summary: 'Have an address or number used first',
      params: methodParams,
      responses: { 200: methodAnswer },
      handler: async ({ params: { id: methodId }, context }) => {
        await makeContactPrimary(deps, { ...askedBy(context), methodId });
        return { status: 200, body: await presentOne(deps, context, methodId) };
      },
    }),
  ];
}
