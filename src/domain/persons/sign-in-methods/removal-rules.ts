import type { SignInMethodStatus, SignInMethodType } from './status.ts';

/** Types that a sign-in can begin with: the others prove something only of a person who is known. */
const beginnings: readonly SignInMethodType[] = ['password', 'passkey', 'email', 'phone', 'identity', 'certificate'];

/** Types that cannot prove their removal on a page, so that a sign-in a moment ago does (docs/decisions/0106). */
export function isRemovedBySignIn(type: SignInMethodType): boolean {
  return type === 'identity' || type === 'certificate';
}

/** Milliseconds until a method that is said to be lost is removed: its owner may object until then. */
export const lostMethodDelay = 24 * 3_600_000;

/** A method as far as it decides what may be removed. */
export interface RemovableMethod {
  id: string;
  type: SignInMethodType;
  status: SignInMethodStatus;
}

/** Whether a person could not begin to sign in any more without a method. One that is about to be removed is no way in. */
export function isLastWayIn(
  all: readonly RemovableMethod[],
  { id, type }: Pick<RemovableMethod, 'id' | 'type'>,
): boolean {
  if (!beginnings.includes(type)) return false;
  // One that has expired, or that does not reach this installation, is no way in.
  if (type === 'certificate' && !all.some((method) => method.id === id)) return false;
  return !all.some((other) => other.id !== id && other.status === 'active' && beginnings.includes(other.type));
}
