import { pushConfigurationFields } from '../../../domain/configuration/field-names.ts';
import { timeOrderedId } from '../../../entities/columns/id.ts';
import { PushConfiguration } from '../../../entities/configuration/push-configuration.ts';
import type { CommandDeps } from '../../command-deps.ts';
import type { RequestOrigin } from '../../request-origin.ts';
import { alreadyThere, refusingConflicts } from '../conflicts.ts';
import { recordConfigurationChange } from '../record-configuration-change.ts';
import { checkPushCredentials } from './push-credentials.ts';
import type { PushConfigurationValues } from './push-credentials.ts';

interface Creation {
  name: string;
  platform: 'ios' | 'android';
  values: Partial<PushConfigurationValues>;
  origin: RequestOrigin;
}

/**
 * Adds credentials for a push provider.
 * @returns their id.
 * @throws CountersignError `invalid_request` when they are not whole, `configuration_conflict` when the name is taken.
 */
export async function createPushConfiguration(deps: Pick<CommandDeps, 'em' | 'clock'>, { name, platform, values, origin }: Creation): Promise<string> {
  const now = deps.clock();
  const id = timeOrderedId(now.getTime());
  await refusingConflicts('name', () =>
    deps.em().transactional(async (em) => {
      if ((await em.count(PushConfiguration, { name })) > 0) throw alreadyThere('name');
      checkPushCredentials({ platform, ...values });
      em.create(PushConfiguration, { ...values, id, name, platform, createdAt: now }, { persist: true });
      const fields = ['platform', ...Object.keys(values).map((column) => pushConfigurationFields[column as keyof PushConfigurationValues])];
      await recordConfigurationChange(em, { event: 'CONFIGURATION PUSH MESSAGING CREATED', origin, occurredAt: now, subjectId: id, subject: name, fields });
    }),
  );
  return id;
}
