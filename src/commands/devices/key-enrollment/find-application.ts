import type { ApplicationVersion } from '../../../entities/configuration/application-version.ts';
import type { Application } from '../../../entities/configuration/application.ts';
import type { Device } from '../../../entities/devices/device.ts';
import type { ConfigurationSnapshot } from '../../configuration/configuration-snapshot.ts';

/** The application, and the version of it, that an installation runs. */
export function findApplication(
  configuration: ConfigurationSnapshot,
  device: Pick<Device, 'applicationVersion'>,
): { application: Application; version: ApplicationVersion } {
  const version = configuration.applicationVersions.get(device.applicationVersion);
  const application = version && configuration.applications.get(version.application);
  // Foreign keys guarantee both; a configuration snapshot older than the device can lack them, for two seconds.
  if (!application) throw new Error('The configuration does not hold the version of this installation yet');
  return { application, version };
}
