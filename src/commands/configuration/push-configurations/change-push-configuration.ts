import { LockMode } from '@mikro-orm/core';
import { pushConfigurationFields } from '../../../domain/configuration/field-names.ts';
import { PushConfiguration } from '../../../entities/configuration/push-configuration.ts';
import { CountersignError } from '../../../errors/countersign-error.ts';
import type { CommandDeps } from '../../command-deps.ts';
import type { RequestOrigin } from '../../request-origin.ts';
import { changeRow } from '../change-row.ts';
import { readOnly, refusingConflicts } from '../conflicts.ts';
import { recordConfigurationChange } from '../record-configuration-change.ts';
import { checkTag } from '../row-tag.ts';
import { checkEndpoint, checkPushCredentials } from './push-credentials.ts';
import type { PushConfigurationValues } from './push-credentials.ts';

interface Change {
  id: string;
  values: Partial<PushConfigurationValues>;
  origin: RequestOrigin;
  /** Tag of what the author of the change saw: `configuration_changed` when that was an older state. */
  ifMatch?: string | undefined;
  /** Its platform, where the caller repeats it: it cannot be another one. */
  platform?: string | undefined;
}

/**
 * Changes the given fields of a push configuration and no others.
 * @throws CountersignError `not_found`, `invalid_request`, `configuration_conflict` when the name is taken.
 */
export async function changePushConfiguration(deps: Pick<CommandDeps, 'em' | 'clock' | 'keyring'>, { id, values, origin, platform, ifMatch }: Change): Promise<void> {
  await refusingConflicts('name', () =>
    deps.em().transactional(async (em) => {
      const configuration = await em.findOne(PushConfiguration, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE });
      if (!configuration) throw new CountersignError('not_found');
      checkTag(deps.keyring, configuration, ifMatch);
      if (platform !== undefined && platform !== configuration.platform) throw readOnly('platform');
      checkEndpoint(configuration, values);
      const fields = changeRow(configuration, values, pushConfigurationFields);
      checkPushCredentials(configuration);
      if (fields.length > 0) await recordConfigurationChange(em, { event: 'CONFIGURATION PUSH MESSAGING CHANGED', origin, occurredAt: deps.clock(), subjectId: id, subject: configuration.name, fields });
    }),
  );
}
