import type { EventName } from '../../domain/events/event-catalogue.ts';
import { Device } from '../../entities/people/device.ts';
import { KeyEnrollment } from '../../entities/people/key-enrollment.ts';
import { CountersignError } from '../../errors/countersign-error.ts';
import type { CheckedProfileKey, Pgp } from '../../security/pgp.ts';
import type { AppCaller } from '../app-caller.ts';
import type { CommandDeps } from '../command-deps.ts';
import type { ConfigurationSource } from '../configuration/configuration-snapshot.ts';
import { recordEvent } from '../events/record-event.ts';
import { originOf } from '../request-origin.ts';
import { findApplication } from './find-application.ts';

type Deps = Pick<CommandDeps, 'em' | 'clock'> & { configuration: ConfigurationSource; pgp: Pick<Pgp, 'checkProfileKey'> };

/**
 * Exchanges keys with a profile: keeps its public key in place of an earlier one. The same key again changes nothing.
 * @returns the server's public key, armored.
 * @throws CountersignError enrollment_disabled, invalid_public_key
 */
export async function enrollKeys(deps: Deps, caller: AppCaller, armored: string): Promise<string> {
  const configuration = await deps.configuration.current();
  if (!configuration.general.enrollment_enabled) throw await refuse(deps, caller, 'KEY ENROLLMENT FAILURE DISABLED', new CountersignError('enrollment_disabled'));
  const checked = await check(deps, caller, armored);
  return deps.em().transactional(async (em) => {
    const device = await em.findOneOrFail(Device, { id: caller.deviceId });
    const enrolled = await em.findOne(KeyEnrollment, { registration: caller.profileId });
    if (enrolled?.fingerprint !== checked.fingerprint || enrolled.publicKey !== checked.publicKey) {
      await em.upsert(KeyEnrollment, { registration: caller.profileId, ...checked, createdAt: deps.clock() });
      recordEvent(em, describe(deps, caller, 'KEY ENROLLMENT SUCCESS'));
    }
    return findApplication(configuration, device).application.serverPublicKey;
  });
}

async function check(deps: Deps, caller: AppCaller, armored: string): Promise<CheckedProfileKey> {
  try {
    return await deps.pgp.checkProfileKey(armored, caller.profileId, deps.clock());
  } catch (error) {
    throw await refuse(deps, caller, 'KEY ENROLLMENT FAILURE INVALID REQUEST', error);
  }
}

async function refuse<Refusal>(deps: Deps, caller: AppCaller, name: EventName, refusal: Refusal): Promise<Refusal> {
  const em = deps.em();
  recordEvent(em, describe(deps, caller, name));
  await em.flush();
  return refusal;
}

function describe(deps: Deps, caller: AppCaller, name: EventName) {
  return { name, occurredAt: deps.clock(), ...originOf(caller), userId: caller.userId, subjectId: caller.profileId };
}
