import type { EntityManager } from '@mikro-orm/postgresql';
import type { EventName } from '../../../domain/events/event-catalogue.ts';
import { KeyEnrollment } from '../../../entities/devices/key-enrollment.ts';
import { CountersignError } from '../../../errors/countersign-error.ts';
import { generateServerKeys } from '../../../security/pgp/pgp.ts';
import type { CheckedRegistrationKey, Pgp } from '../../../security/pgp/pgp.ts';
import type { AppCaller } from '../app-caller.ts';
import type { CommandDeps } from '../../command-deps.ts';
import type { ConfigurationSnapshot, ConfigurationSource } from '../../configuration/configuration-snapshot.ts';
import { recordAppRefusal } from '../record-app-refusal.ts';
import { recordEvent } from '../../events/record-event.ts';
import { originOf } from '../../events/request-origin.ts';
import { findApplication } from './find-application.ts';
import { currentServerKey, ownServerKey } from './server-key.ts';
import type { ServerKey } from './server-key.ts';

type Deps = Pick<CommandDeps, 'em' | 'clock'> & {
  configuration: ConfigurationSource;
  pgp: Pick<Pgp, 'checkRegistrationKey'>;
};

/**
 * Exchanges keys with a registration: keeps its public key in place of an earlier one, and the server key that it is given. The
 * same key again changes nothing, unless the server key it was given is no longer handed out.
 * @returns the server's public key, armored.
 * @throws CountersignError enrollment_disabled, invalid_public_key
 */
export async function enrollKeys(deps: Deps, caller: AppCaller, armored: string): Promise<string> {
  const configuration = await deps.configuration.current();
  const { enrollment_enabled: enabled, mobile_authentication_enabled: featureEnabled } = configuration.general;
  if (!enabled || !featureEnabled)
    throw await refuse(deps, caller, 'KEY ENROLLMENT FAILURE DISABLED', new CountersignError('enrollment_disabled'));
  const checked = await check(deps, caller, armored);
  return deps.em().transactional(async (em) => {
    const { application } = findApplication(configuration, await lockRegistration(em, caller));
    const enrolled = await em.findOne(KeyEnrollment, { registration: caller.registrationId });
    const known =
      enrolled && isSameKey(enrolled, checked)
        ? findInForce(configuration, enrolled, currentServerKey(application))
        : undefined;
    if (known) return known.publicKey;
    const unique = configuration.general.unique_pgp_keys_per_enrollment
      ? await generateServerKeys(application.identifier, deps.clock())
      : undefined;
    const { publicKey, privateKey, fingerprint } = unique ?? currentServerKey(application);
    await em.upsert(KeyEnrollment, {
      registration: caller.registrationId,
      ...checked,
      serverKeyFingerprint: fingerprint,
      serverPublicKey: unique ? publicKey : null,
      serverPrivateKey: unique ? privateKey : null,
      createdAt: deps.clock(),
    });
    recordEvent(em, describe(deps, caller, 'KEY ENROLLMENT SUCCESS'));
    return publicKey;
  });
}

/** Serialises two exchanges of one registration, so that each answers with the server key that is stored. */
async function lockRegistration(
  em: EntityManager,
  { registrationId }: AppCaller,
): Promise<{ applicationVersion: string }> {
  const [row] = await em.execute<{ applicationVersion: string }[]>(
    `select d.application_version_id as "applicationVersion" from registration r join device d on d.id = r.device_id where r.id = ? for no key update of r`,
    [registrationId],
  );
  // The user was disconnected after the token was checked.
  if (!row) throw new CountersignError('invalid_token');
  return row;
}

function isSameKey(enrolled: KeyEnrollment, { fingerprint, publicKey }: CheckedRegistrationKey): boolean {
  return enrolled.fingerprint === fingerprint && enrolled.publicKey === publicKey;
}

/** The server key of an enrolment, if it is still handed out. */
function findInForce(
  { general }: ConfigurationSnapshot,
  enrolled: KeyEnrollment,
  current: ServerKey,
): ServerKey | undefined {
  const own = ownServerKey(enrolled);
  if (own || general.unique_pgp_keys_per_enrollment) return own;
  return enrolled.serverKeyFingerprint === current.fingerprint ? current : undefined;
}

async function check(deps: Deps, caller: AppCaller, armored: string): Promise<CheckedRegistrationKey> {
  try {
    return await deps.pgp.checkRegistrationKey(armored, caller.registrationId, deps.clock());
  } catch (error) {
    throw await refuse(deps, caller, 'KEY ENROLLMENT FAILURE INVALID REQUEST', error);
  }
}

async function refuse<Refusal>(deps: Deps, caller: AppCaller, name: EventName, refusal: Refusal): Promise<Refusal> {
  await recordAppRefusal(deps, caller, name, caller.registrationId);
  return refusal;
}

function describe(deps: Deps, caller: AppCaller, name: EventName) {
  return {
    name,
    occurredAt: deps.clock(),
    ...originOf(caller),
    userId: caller.userId,
    subjectId: caller.registrationId,
  };
}
