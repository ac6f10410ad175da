import { AuthenticatorKey } from '../../../entities/devices/authenticator-key.ts';
import type { AppCaller } from '../app-caller.ts';
import type { CommandDeps } from '../../command-deps.ts';
import type { ConfigurationSource } from '../../configuration/configuration-snapshot.ts';
import { recordEvent } from '../../events/record-event.ts';
import { originOf } from '../../events/request-origin.ts';
import { actOnce } from './act-once.ts';
import { requirePin } from './require-pin.ts';

export interface AuthenticatorDrop {
  name: string;
  messageId: string;
  /** The `Factor-Proof` header. */
  factorProof: string | undefined;
}

type Deps = Pick<CommandDeps, 'em' | 'clock' | 'removals'> & {
  configuration: ConfigurationSource;
};

/**
 * Removes an authenticator. Removing the PIN removes all others, because they fall back to it. Idempotent.
 * @throws CountersignError factor_proof_required, invalid_factor_proof, wrong_factor_proof, user_disconnected
 */
export async function dropAuthenticator(
  deps: Deps,
  caller: AppCaller,
  { name, messageId, factorProof }: AuthenticatorDrop,
): Promise<void> {
  const { clock_skew_tolerance: tolerance } = (await deps.configuration.current()).general;
  const purpose = {
    purpose: 'drop_authenticator',
    authenticator: name,
    message_id: messageId,
    profile_id: caller.registrationId,
  } as const;
  await actOnce(
    deps,
    caller,
    { messageId, request: `drop ${name}`, refusedEvent: 'AUTHENTICATOR CHANGE REFUSED' },
    async (em, registration) => {
      const now = deps.clock();
      const refusal = await requirePin(em, registration, {
        factorProof,
        purpose,
        caller,
        now,
        tolerance,
        removals: deps.removals,
      });
      if (refusal) return refusal;
      const dropped = await em.nativeDelete(AuthenticatorKey, {
        registration: registration.id,
        ...(name === 'pin' ? {} : { name }),
      });
      if (dropped > 0)
        recordEvent(em, {
          name: 'AUTHENTICATOR DROPPED',
          occurredAt: now,
          ...originOf(caller),
          userId: registration.userId,
          subjectId: registration.id,
          detail: name,
        });
      return undefined;
    },
  );
}
