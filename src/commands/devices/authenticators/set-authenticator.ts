import type { EntityManager } from '@mikro-orm/postgresql';
import { authenticatorKindOf } from '../../../domain/devices/authenticators/authenticator-name.ts';
import { AuthenticatorKey } from '../../../entities/devices/authenticator-key.ts';
import { CountersignError } from '../../../errors/countersign-error.ts';
import { deviceIdOf } from '../../../security/dpop.ts';
import { factorThumbprint, readFactorJwk } from '../../../security/factors/factor-key.ts';
import type { FactorJwk } from '../../../security/factors/factor-key.ts';
import { factorAlgorithmOf } from '../../../security/factors/factor-proof.ts';
import type { AppCaller } from '../app-caller.ts';
import type { CommandDeps } from '../../command-deps.ts';
import type { ConfigurationSource } from '../../configuration/configuration-snapshot.ts';
import { recordEvent } from '../../events/record-event.ts';
import { originOf } from '../../events/request-origin.ts';
import { actOnce } from './act-once.ts';
import type { ChangeRefusal } from './act-once.ts';
import { isKindEnabled } from './kind-switches.ts';
import type { LockedRegistration } from './lock-factors.ts';
import { hasPin, requirePin } from './require-pin.ts';

/** Authenticators of one registration, the PIN among them. */
const mostAuthenticators = 10;

export interface AuthenticatorSetting {
  name: string;
  /** JWK, as it came. */
  publicKey: unknown;
  messageId: string;
  /** The `Factor-Proof` header. */
  factorProof: string | undefined;
}

type Deps = Pick<CommandDeps, 'em' | 'clock' | 'removals'> & {
  configuration: ConfigurationSource;
};

/**
 * Sets or changes the key of a PIN, a fingerprint or a custom authenticator.
 * @throws CountersignError invalid_authenticator_key, authenticator_disabled, pin_required, too_many_authenticators, factor_proof_required,
 * invalid_factor_proof, wrong_factor_proof, user_disconnected
 */
export async function setAuthenticator(deps: Deps, caller: AppCaller, setting: AuthenticatorSetting): Promise<void> {
  const { name, messageId, factorProof } = setting;
  const publicJwk = readFactorJwk(factorAlgorithmOf(name), setting.publicKey);
  const thumbprint = await factorThumbprint(publicJwk);
  if (deviceIdOf(thumbprint) === caller.deviceId)
    throw new CountersignError('invalid_authenticator_key', { detail: 'the device key is no second factor' });
  const { clock_skew_tolerance: tolerance } = (await deps.configuration.current()).general;
  const purpose = {
    purpose: 'set_authenticator',
    authenticator: name,
    key_thumbprint: thumbprint,
    message_id: messageId,
    profile_id: caller.registrationId,
  } as const;
  await actOnce(
    deps,
    caller,
    { messageId, request: `set ${name} ${thumbprint}`, refusedEvent: 'AUTHENTICATOR CHANGE REFUSED' },
    async (em, registration) => {
      const now = deps.clock();
      const refusal =
        (await refuseSetting(em, registration, name)) ??
        (await requirePin(em, registration, { factorProof, purpose, caller, now, tolerance, removals: deps.removals }));
      if (refusal) return refusal;
      await saveAuthenticator(em, { registration: registration.id, name, publicJwk, createdAt: now });
      recordEvent(em, {
        name: 'AUTHENTICATOR SET',
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

/** Stores the key with no wrong attempts. */
export async function saveAuthenticator(
  em: EntityManager,
  row: { registration: string; name: string; publicJwk: FactorJwk; createdAt: Date },
): Promise<void> {
  const saved = { ...row, publicJwk: JSON.stringify(row.publicJwk), failedAttempts: 0 };
  await em
    .createQueryBuilder(AuthenticatorKey)
    .insert(saved)
    .onConflict(['registration', 'name'])
    .merge(['publicJwk', 'failedAttempts', 'createdAt'])
    .execute();
}

async function refuseSetting(
  em: EntityManager,
  registration: LockedRegistration,
  name: string,
): Promise<ChangeRefusal | undefined> {
  if (!isKindEnabled(registration, authenticatorKindOf(name))) return { code: 'authenticator_disabled' };
  if (name === 'pin') return undefined;
  if (!(await hasPin(em, registration.id))) return { code: 'pin_required' };
  const others = await em.count(AuthenticatorKey, { registration: registration.id, name: { $ne: name } });
  return others >= mostAuthenticators ? { code: 'too_many_authenticators' } : undefined;
}
