import { AuthenticatorKey } from '../../entities/people/authenticator-key.ts';
import type { AppCaller } from '../app-caller.ts';
import type { CommandDeps } from '../command-deps.ts';
import type { ConfigurationSource } from '../configuration/configuration-snapshot.ts';
import { recordEvent } from '../events/record-event.ts';
import { originOf } from '../request-origin.ts';
import { actOnce } from './act-once.ts';
import { requirePin } from './require-pin.ts';

export interface AuthenticatorDrop {
  name: string;
  messageId: string;
  /** The `Factor-Proof` header. */
  factorProof: string | undefined;
}

type Deps = Pick<CommandDeps, 'em' | 'clock' | 'cancelTransaction' | 'endPushEnrollment'> & { configuration: ConfigurationSource };

/**
 * Drops an authenticator; with the PIN go all others, for it is what they fall back to. Twice is once.
 * @throws CountersignError factor_proof_required, invalid_factor_proof, wrong_factor_proof, user_disconnected
 */
export async function dropAuthenticator(deps: Deps, caller: AppCaller, { name, messageId, factorProof }: AuthenticatorDrop): Promise<void> {
  const { clock_skew_tolerance: tolerance } = (await deps.configuration.current()).general;
  const purpose = { purpose: 'drop_authenticator', authenticator: name, message_id: messageId, profile_id: caller.profileId } as const;
  await actOnce(deps, caller, { messageId, request: `drop ${name}`, refusedEvent: 'AUTHENTICATOR CHANGE REFUSED' }, async (em, profile) => {
    const now = deps.clock();
    const refusal = await requirePin(em, profile, { factorProof, purpose, caller, now, tolerance });
    if (refusal) return refusal;
    const dropped = await em.nativeDelete(AuthenticatorKey, { registration: profile.id, ...(name === 'pin' ? {} : { name }) });
    if (dropped > 0) recordEvent(em, { name: 'AUTHENTICATOR DROPPED', occurredAt: now, ...originOf(caller), userId: profile.userId, subjectId: profile.id, detail: name });
    return undefined;
  });
}
