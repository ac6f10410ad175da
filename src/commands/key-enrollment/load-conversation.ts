import { Device } from '../../entities/people/device.ts';
import { KeyEnrollment } from '../../entities/people/key-enrollment.ts';
import { CountersignError } from '../../errors/countersign-error.ts';
import type { Conversation } from '../../security/pgp.ts';
import type { CommandDeps } from '../command-deps.ts';
import type { ConfigurationSource } from '../configuration/configuration-snapshot.ts';
import { findApplication } from './find-application.ts';

type Deps = Pick<CommandDeps, 'em'> & { configuration: ConfigurationSource };

/** Everything that proves and protects what a profile and the server say to each other. */
export interface ProfileConversation extends Conversation {
  /** Public device key, ES256. */
  deviceJwk: Record<string, string>;
}

/**
 * Loads the keys of one profile on its device.
 * @throws CountersignError keys_not_exchanged
 */
export async function loadConversation(deps: Deps, profile: { profileId: string; deviceId: string }): Promise<ProfileConversation> {
  const [enrollment, device] = await Promise.all([
    deps.em().findOne(KeyEnrollment, { registration: profile.profileId }),
    deps.em().findOneOrFail(Device, { id: profile.deviceId }),
  ]);
  if (!enrollment) throw new CountersignError('keys_not_exchanged');
  const { application } = findApplication(await deps.configuration.current(), device);
  return { serverPrivateKey: application.serverPrivateKey, profilePublicKey: enrollment.publicKey, deviceJwk: device.publicJwk };
}
