import { runStatement } from '../../../../database/prepared-statement.ts';
import type { AppCaller } from '../../../devices/app-caller.ts';
import type { CommandDeps } from '../../../command-deps.ts';
import type { ConfigurationSnapshot, ConfigurationSource } from '../../../configuration/configuration-snapshot.ts';
import { findApplication } from '../../../devices/key-enrollment/find-application.ts';
import { refusePush } from '../refuse-push.ts';

type Deps = Pick<CommandDeps, 'em' | 'clock'> & { configuration: ConfigurationSource };

/** Reason for which push enrolment is off, if it is. It is also off while key enrolment is. */
function findSwitchedOff({
  general,
}: ConfigurationSnapshot): 'enrollment_disabled' | 'push_enrollment_disabled' | undefined {
  if (!general.mobile_authentication_enabled || !general.enrollment_enabled) return 'enrollment_disabled';
  return general.push_enrollment_enabled ? undefined : 'push_enrollment_disabled';
}

/**
 * Refuses while enrolment is switched off, also for pending enrolments.
 * @throws CountersignError enrollment_disabled, push_enrollment_disabled
 */
export async function checkPushEnabled(deps: Deps, caller: AppCaller): Promise<void> {
  const off = findSwitchedOff(await deps.configuration.current());
  if (off) throw await refusePush(deps, caller, off);
}

/**
 * Refuses when enrolment is off, the version has no push messaging configuration, or keys are missing.
 * @returns the id of the application.
 * @throws CountersignError enrollment_disabled, push_enrollment_disabled, keys_not_exchanged
 */
export async function checkPushPossible(deps: Deps, caller: AppCaller): Promise<string> {
  await checkPushEnabled(deps, caller);
  const [row] = await runStatement<{ applicationVersion: string; hasKeys: boolean }>(deps.em(), {
    sql: `select d.application_version_id as "applicationVersion", exists (select from key_enrollment where registration_id = ?) as "hasKeys" from device d where d.id = ?`,
    parameters: [caller.registrationId, caller.deviceId],
  });
  if (!row?.hasKeys) throw await refusePush(deps, caller, 'keys_not_exchanged');
  const { application, version } = findApplication(await deps.configuration.current(), row);
  if (!version.pushConfiguration) throw await refusePush(deps, caller, 'push_enrollment_disabled');
  return application.id;
}
