import type { SignInMethodStatus, SignInMethodType } from './status.ts';

/** Types that a sign-in can begin with: the others prove something only of a person who is known. */
const beginnings: readonly SignInMethodType[] = ['password', 'passkey', 'email', 'phone', 'identity'];

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
  return !all.some((other) => other.id !== id && other.status === 'active' && beginnings.includes(other.type));
}
