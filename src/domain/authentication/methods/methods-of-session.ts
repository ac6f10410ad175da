import { rulesOf, signInMethodNames } from './all-methods.ts';
import type { SignInMethodName } from './all-methods.ts';

/** Values that several methods have: which one it was is said by what else there is. */
const shared: ReadonlySet<string> = new Set(['otp', 'pop', 'hwk', 'swk']);
/** How the key of a passkey is kept, which its rules do not say. */
const keyKinds: Partial<Record<SignInMethodName, readonly string[]>> = { passkey: ['hwk', 'swk'] };

/** By what a method is known in the `amr` of a session, where it shares that with no other one. */
function marksOf(name: SignInMethodName): readonly string[] {
  return rulesOf(name).amr.filter((value) => !shared.has(value));
}

/**
 * Whether all that a session was made with are methods of a policy: another client may have allowed more. What is known of the session is
 * its `amr`, where values that are of no method say how and not by what.
 */
export function isOfMethods(amr: readonly string[], allowed: readonly SignInMethodName[]): boolean {
  const isPresent = (name: SignInMethodName) => marksOf(name).some((mark) => amr.includes(mark));
  const explained = new Set(
    signInMethodNames.filter(isPresent).flatMap((name) => [...rulesOf(name).amr, ...(keyKinds[name] ?? [])]),
  );
  const isOf = (value: string, name: SignInMethodName) =>
    marksOf(name).length > 0 ? marksOf(name).includes(value) : rulesOf(name).amr.includes(value);
  return amr.every((value) => {
    if (shared.has(value) && explained.has(value)) return true;
    return allowed.some((name) => isOf(value, name)) || !signInMethodNames.some((name) => isOf(value, name));
  });
}
