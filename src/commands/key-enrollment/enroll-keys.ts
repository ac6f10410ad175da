import type { EntityManager } from '@mikro-orm/postgresql';
import type { EventName } from '../../domain/events/event-catalogue.ts';
import { KeyEnrollment } from '../../entities/people/key-enrollment.ts';
import { CountersignError } from '../../errors/countersign-error.ts';
import { generateServerKeys } from '../../security/pgp/pgp.ts';
import type { CheckedProfileKey, Pgp } from '../../security/pgp/pgp.ts';
import type { AppCaller } from '../app-caller.ts';
import type { CommandDeps } from '../command-deps.ts';
import type { ConfigurationSnapshot, ConfigurationSource } from '../configuration/configuration-snapshot.ts';
import { recordAppRefusal } from '../events/record-app-refusal.ts';
import { recordEvent } from '../events/record-event.ts';
import { originOf } from '../request-origin.ts';
import { findApplication } from './find-application.ts';
import { currentServerKey, ownServerKey } from './server-key.ts';
import type { ServerKey } from './server-key.ts';

type Deps = Pick<CommandDeps, 'em' | 'clock'> & { configuration: ConfigurationSource; pgp: Pick<Pgp, 'checkProfileKey'> };

/**
 * Exchanges keys with a profile: keeps its public key in place of an earlier one, and the server key that it is given. The
 * same key again changes nothing, unless the server key it was given is no longer handed out.
 * @returns the server's public key, armored.
 * @throws CountersignError enrollment_disabled, invalid_public_key
 */
export async function enrollKeys(deps: Deps, caller: AppCaller, armored: string): Promise<string> {
  const configuration = await deps.configuration.current();
  const { enrollment_enabled: enabled, mobile_authentication_enabled: featureEnabled } = configuration.general;
  if (!enabled || !featureEnabled) throw await refuse(deps, caller, 'KEY ENROLLMENT FAILURE DISABLED', new CountersignError('enrollment_disabled'));
  const checked = await check(deps, caller, armored);
  return deps.em().transactional(async (em) => {
    const { application } = findApplication(configuration, await lockProfile(em, caller));
    const enrolled = await em.findOne(KeyEnrollment, { registration: caller.profileId });
    const known = enrolled && isSameKey(enrolled, checked) ? findInForce(configuration, enrolled, currentServerKey(application)) : undefined;
    if (known) return known.publicKey;
    const unique = configuration.general.unique_pgp_keys_per_enrollment ? await generateServerKeys(application.identifier, deps.clock()) : undefined;
    const { publicKey, privateKey, fingerprint } = unique ?? currentServerKey(application);
    await em.upsert(KeyEnrollment, {
      registration: caller.profileId,
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

/** Two exchanges of one profile take turns, so that each is told the server key that is kept. */
async function lockProfile(em: EntityManager, { profileId }: AppCaller): Promise<{ applicationVersion: string }> {
  const [row] = await em.execute<{ applicationVersion: string }[]>(
    `select d.application_version_id as "applicationVersion" from registration r join device d on d.id = r.device_id where r.id = ? for no key update of r`,
    [profileId],
  );
  // Its user was disconnected since the token was looked at.
  if (!row) throw new CountersignError('invalid_token');
  return row;
}

function isSameKey(enrolled: KeyEnrollment, { fingerprint, publicKey }: CheckedProfileKey): boolean {
  return enrolled.fingerprint === fingerprint && enrolled.publicKey === publicKey;
}

/** The server key of an enrolment if it would still be given today. */
function findInForce({ general }: ConfigurationSnapshot, enrolled: KeyEnrollment, current: ServerKey): ServerKey | undefined {
  const own = ownServerKey(enrolled);
  if (own || general.unique_pgp_keys_per_enrollment) return own;
  return enrolled.serverKeyFingerprint === current.fingerprint ? current : undefined;
}

async function check(deps: Deps, caller: AppCaller, armored: string): Promise<CheckedProfileKey> {
  try {
    return await deps.pgp.checkProfileKey(armored, caller.profileId, deps.clock());
  } catch (error) {
    throw await refuse(deps, caller, 'KEY ENROLLMENT FAILURE INVALID REQUEST', error);
  }
}

async function refuse<Refusal>(deps: Deps, caller: AppCaller, name: EventName, refusal: Refusal): Promise<Refusal> {
  await recordAppRefusal(deps, caller, name, caller.profileId);
  return refusal;
}

function describe(deps: Deps, caller: AppCaller, name: EventName) {
  return { name, occurredAt: deps.clock(), ...originOf(caller), userId: caller.userId, subjectId: caller.profileId };
}
