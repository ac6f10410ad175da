import { columnsOf } from '../../../database/entity-columns.ts';
import { runStatement } from '../../../database/prepared-statement.ts';
import type { ApplicationVersion } from '../../../entities/configuration/application-version.ts';
import type { PushConfiguration } from '../../../entities/configuration/push-configuration.ts';
import { PushEnrollment } from '../../../entities/push/push-enrollment.ts';
import type { CommandDeps } from '../../command-deps.ts';
import type { ConfigurationSource } from '../../configuration/configuration-snapshot.ts';
import { deriveNonce } from './nonce.ts';

type Deps = Pick<CommandDeps, 'em' | 'keyring'> & { configuration: ConfigurationSource };

/** Data of the push with the nonce. */
export interface NoncePush {
  enrollment: PushEnrollment;
  nonce: string;
  version: ApplicationVersion;
  pushConfiguration: PushConfiguration;
}

/** Loads the push of a pending enrolment; undefined when it is no longer pending. */
export async function loadNoncePush(deps: Deps, enrollmentId: string): Promise<NoncePush | undefined> {
  const em = deps.em();
  const columns = columnsOf(em, PushEnrollment, 'p');
  const [row] = await runStatement<{ applicationVersion: string }>(em, {
    sql: `select ${columns.select}, d.application_version_id as "applicationVersion"
            from push_enrollment p join registration r on r.id = p.registration_id join device d on d.id = r.device_id
           where p.id = ? and p.status = 'pending'`,
    parameters: [enrollmentId],
  });
  const enrollment = row && columns.read(row);
  if (!enrollment) return undefined;
  const { applicationVersions, pushConfigurations } = await deps.configuration.current();
  const version = applicationVersions.get(row.applicationVersion);
  const pushConfiguration = version?.pushConfiguration && pushConfigurations.get(version.pushConfiguration);
  if (!version || !pushConfiguration) return undefined;
  return { enrollment, nonce: deriveNonce(deps.keyring, enrollmentId), version, pushConfiguration };
}
