import type { AuthenticationResponseJSON, PublicKeyCredentialRequestOptionsJSON } from '@simplewebauthn/server';
import type { RelyingParty } from '../../../../domain/persons/sign-in-methods/passkey/relying-party.ts';
import { isRemovedBySignIn } from '../../../../domain/persons/sign-in-methods/removal-rules.ts';
import { bounds } from '../../../../domain/rate-limits/limits.ts';
import { openInRow, sealInRow } from '../../../../entities/columns/row-bound.ts';
import { SignInMethod } from '../../../../entities/persons/sign-in-method.ts';
import { CountersignError } from '../../../../errors/countersign-error.ts';
import type { ChangeDeps } from '../changes/change-methods.ts';
import { verifyAppCode } from '../authenticator-app/verify-app-code.ts';
import { passkeyRequest, verifyAssertion } from '../passkey/verify-assertion.ts';
import type { PasswordDeps } from '../password/password-deps.ts';
import { verifyPassword } from '../password/verify-password.ts';
import { useRecoveryCode } from '../recovery-codes/use-recovery-code.ts';
import { checkRemovable } from './check-removable.ts';
import type { RemovalDeps } from './check-removable.ts';
import { removeMethod } from './change-method.ts';
import type { AskedMethod } from './change-method.ts';

type Deps = ChangeDeps & PasswordDeps & RemovalDeps & { relyingParty: RelyingParty };

/** What the person shows that they still have what they remove. */
export type RemovalProof = { code: string } | { password: string } | { assertion: AuthenticationResponseJSON };

/** What is asked for: a code of the method, the password, or an assertion by the passkey. */
export type RemovalChallenge =
  | { type: 'code' | 'password' | 'none' }
  | { type: 'passkey'; public_key: PublicKeyCredentialRequestOptionsJSON };

interface KeptChallenge {
  challenge: string;
  /** Epoch milliseconds. */
  expiresAt: number;
}

const column = 'sign_in_method.challenge';

/**
 * Begins the removal of a method, which is proven by the method itself.
 * @throws CountersignError `method_unknown`, `last_method`, `method_required_by_policy`
 */
export async function askRemoval(deps: Deps, { personId, methodId }: AskedMethod): Promise<RemovalChallenge> {
  const em = deps.em();
  const method = await findOwn(em, deps, { personId, methodId });
  if (method.status === 'pending') return { type: 'none' };
  await checkRemovable(deps, em, personId, method);
  if (isRemovedBySignIn(method.type)) return { type: 'none' };
  if (method.type !== 'passkey') return { type: method.type === 'password' ? 'password' : 'code' };
  const options = await passkeyRequest(deps);
  const expiresAt = deps.clock().getTime() + bounds['method-proof-lifetime'].most * 1000;
  const kept: KeptChallenge = { challenge: options.challenge, expiresAt };
  const challenge = sealInRow(deps.keyring, column, methodId, JSON.stringify(kept));
  await em.nativeUpdate(SignInMethod, { id: methodId, person: personId }, { challenge });
  return { type: 'passkey', public_key: options };
}

/**
 * Removes a method by a proof of it.
 * @throws CountersignError `method_unknown`, `last_method`, `method_required_by_policy`, `code_wrong`, `slow_down` after too many guesses, `busy`
 */
export async function proveRemoval(deps: Deps, asked: AskedMethod, proof: RemovalProof | undefined): Promise<void> {
  const em = deps.em();
  const method = await findOwn(em, deps, asked);
  if (method.status !== 'pending') await checkRemovable(deps, em, asked.personId, method);
  if (method.status !== 'pending' && !(await isProven(deps, asked, method, proof)))
    throw new CountersignError('code_wrong');
  await removeMethod(deps, asked);
}

async function findOwn(
  em: ReturnType<Deps['em']>,
  { clock }: Pick<Deps, 'clock'>,
  { personId, methodId }: Pick<AskedMethod, 'personId' | 'methodId'>,
): Promise<SignInMethod> {
  const method = await em.findOne(SignInMethod, { id: methodId, person: personId });
  if (!method || (method.dueAt && method.dueAt <= clock())) throw new CountersignError('method_unknown');
  return method;
}

async function isProven(
  deps: Deps,
  asked: AskedMethod,
  method: SignInMethod,
  proof: RemovalProof | undefined,
): Promise<boolean> {
  const { personId, methodId, origin } = asked;
  // The caller has checked that the person signed in a moment ago.
  if (isRemovedBySignIn(method.type)) return true;
  if (!proof) return false;
  if (method.type === 'password' && 'password' in proof)
    return (await verifyPassword(deps, { personId, identifier: '', password: proof.password, origin })).isRight;
  if (method.type === 'authenticator_app' && 'code' in proof)
    return (await verifyAppCode(deps, { personId, code: proof.code, origin })) === methodId;
  if (method.type === 'recovery_codes' && 'code' in proof)
    return (await useRecoveryCode(deps, { personId, code: proof.code, origin })) === methodId;
  if (method.type !== 'passkey' || !('assertion' in proof)) return false;
  const challenge = await takeChallenge(deps, method);
  if (challenge === undefined) return false;
  return (await verifyAssertion(deps, { assertion: proof.assertion, challenge, origin }))?.id === methodId;
}

/** A challenge is good for one answer: of two requests one finds it. */
async function takeChallenge(deps: Deps, { id, challenge }: SignInMethod): Promise<string | undefined> {
  if (!challenge) return undefined;
  const taken = await deps.em().nativeUpdate(SignInMethod, { id, challenge }, { challenge: null });
  const kept = JSON.parse(openInRow(deps.keyring, column, id, challenge)) as KeptChallenge;
  return taken === 1 && kept.expiresAt > deps.clock().getTime() ? kept.challenge : undefined;
}
