import type { ApplicationVersion } from '../../entities/configuration/application-version.ts';
import type { PushConfiguration } from '../../entities/configuration/push-configuration.ts';
import { Device } from '../../entities/people/device.ts';
import { PushEnrollment } from '../../entities/people/push-enrollment.ts';
import { Registration } from '../../entities/people/registration.ts';
import type { CommandDeps } from '../command-deps.ts';
import type { ConfigurationSource } from '../configuration/configuration-snapshot.ts';
import { deriveNonce } from './nonce.ts';

type Deps = Pick<CommandDeps, 'em' | 'keyring'> & { configuration: ConfigurationSource };

/** What the push that carries a nonce is made of. */
export interface NoncePush {
  enrollment: PushEnrollment;
  nonce: string;
  version: ApplicationVersion;
  pushConfiguration: PushConfiguration;
}

/** Loads the push of a pending enrolment; undefined when there is nothing to send any more. */
export async function loadNoncePush(deps: Deps, enrollmentId: string): Promise<NoncePush | undefined> {
  const em = deps.em();
  const enrollment = await em.findOne(PushEnrollment, { id: enrollmentId, status: 'pending' });
  const registration = enrollment && (await em.findOne(Registration, { id: enrollment.registration }));
  const device = registration && (await em.findOne(Device, { id: registration.device }));
  if (!enrollment || !device) return undefined;
  const { applicationVersions, pushConfigurations } = await deps.configuration.current();
  const version = applicationVersions.get(device.applicationVersion);
  const pushConfiguration = version?.pushConfiguration && pushConfigurations.get(version.pushConfiguration);
  if (!version || !pushConfiguration) return undefined;
  return { enrollment, nonce: deriveNonce(deps.keyring, enrollmentId), version, pushConfiguration };
}
