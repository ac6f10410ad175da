import type { z } from 'zod';
import type { PendingMethod } from '../../../commands/persons/sign-in-methods/enrollment/add-method.ts';
import type { OwnMethod } from '../../../commands/persons/sign-in-methods/list/own-methods.ts';
import type { SignInMethodType } from '../../../domain/persons/sign-in-methods/status.ts';
import type { methodAnswer, pendingAnswer } from './schema.ts';

/** contract/authentication.md section 2. */
const levels: Record<SignInMethodType, number> = {
  password: 1,
  email: 1,
  phone: 1,
  recovery_codes: 1,
  authenticator_app: 1,
  passkey: 3,
};

export function presentMethod(method: OwnMethod): z.input<typeof methodAnswer> {
  const { id, type, name, destination, createdAt, lastUsedAt, dueAt, status, isLast } = method;
  return {
    ...{ id, type, name, destination, status },
    created_at: createdAt.toISOString(),
    last_used_at: lastUsedAt?.toISOString() ?? null,
    level: levels[type],
    due_at: dueAt?.toISOString() ?? null,
    removable: !isLast,
    ...(isLast && { reason: 'last_method' }),
  };
}

export function presentPending({ id, type, expiresAt, shown }: PendingMethod): z.input<typeof pendingAnswer> {
  return { id, type, status: 'pending', expires_at: expiresAt.toISOString(), challenge: { ...shown, type } };
}
