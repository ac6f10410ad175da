import type { z } from 'zod';
import type { PendingAccount } from '../../../commands/authentication/methods/sso/link-account.ts';
import type { PendingPhone } from '../../../commands/authentication/own-methods/connect-phone.ts';
import type { PendingMethod } from '../../../commands/persons/sign-in-methods/enrollment/add-method.ts';
import type { ListedMethod } from '../../../commands/authentication/own-methods/list-own-methods.ts';
import type { AcceptedPasskeys } from '../../../commands/persons/sign-in-methods/passkey/accepted-passkeys.ts';
import type { PendingContact } from '../../../commands/persons/sign-in-methods/contacts/add-contact.ts';
import type { methodAnswer, pendingAnswer } from './schema.ts';

/** contract/authentication.md section 2. */
const levels: Record<ListedMethod['type'], number> = {
  password: 1,
  email: 1,
  phone: 1,
  recovery_codes: 1,
  authenticator_app: 1,
  passkey: 3,
  countersign: 3,
  identity: 1,
  certificate: 2,
};

export function presentMethod(method: ListedMethod): z.input<typeof methodAnswer> {
  const { id, type, name, destination, isPrimary, createdAt, lastUsedAt, dueAt, status, keptBy } = method;
  return {
    ...{ id, type, name, destination, status, primary: isPrimary },
    created_at: createdAt.toISOString(),
    last_used_at: lastUsedAt?.toISOString() ?? null,
    level: levels[type],
    due_at: dueAt?.toISOString() ?? null,
    removable: keptBy === null,
    ...(keptBy !== null && { reason: keptBy }),
  };
}

export function presentPasskeys({ relyingPartyId, userHandle, credentialIds }: AcceptedPasskeys) {
  return { rp_id: relyingPartyId, user_id: userHandle, credential_ids: credentialIds };
}

/** An account is verified by its provider, whose answer the browser brings. */
export function presentPendingAccount({ id, expiresAt, address }: PendingAccount): z.input<typeof pendingAnswer> {
  const challenge = { type: 'identity', redirect_to: address };
  return { id, type: 'identity', status: 'pending', expires_at: expiresAt.toISOString(), challenge };
}

export function presentPending({ id, type, expiresAt, shown }: PendingMethod): z.input<typeof pendingAnswer> {
  return { id, type, status: 'pending', expires_at: expiresAt.toISOString(), challenge: { ...shown, type } };
}

const codeLength = 6;

/** A code is on its way there. */
export function presentPendingContact(pending: PendingContact): z.input<typeof pendingAnswer> {
  const { id, type, expiresAt, channel, destination } = pending;
  const challenge = { type: 'otp', channel, destination, code_length: codeLength };
  return { id, type, status: 'pending', expires_at: expiresAt.toISOString(), challenge };
}

/** The code is in this answer alone. The phone itself proves the method: by its keys, and that a push reaches it. */
export function presentPendingPhone({ id, expiresAt, code, appLink, qr }: PendingPhone): z.input<typeof pendingAnswer> {
  const challenge = { type: 'countersign', enrollment_code: code, app_link: appLink, qr_svg: qr };
  return { id, type: 'countersign', status: 'pending', expires_at: expiresAt.toISOString(), challenge };
}
