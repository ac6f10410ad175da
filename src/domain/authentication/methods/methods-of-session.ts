import type { SignInMethodName } from './all-methods.ts';

/**
 * Whether all that a session was made with are methods of a policy: another client may have allowed more.
 * @param methods names; none: it is not known what the session was made with, so that it is of no policy.
 */
export function isOfMethods(methods: readonly string[], allowed: readonly SignInMethodName[]): boolean {
  return methods.length > 0 && methods.every((name) => allowed.some((one) => one === name));
}
