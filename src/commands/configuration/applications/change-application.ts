import { LockMode } from '@mikro-orm/core';
import { applicationFields } from '../../../domain/configuration/field-names.ts';
import { Application } from '../../../entities/configuration/application.ts';
import { CountersignError } from '../../../errors/countersign-error.ts';
import type { CommandDeps } from '../../command-deps.ts';
import type { RequestOrigin } from '../../request-origin.ts';
import { changeRow } from '../change-row.ts';
import { recordConfigurationChange } from '../record-configuration-change.ts';
import { checkTag } from '../row-tag.ts';
import type { ApplicationValues } from './create-application.ts';

interface Change {
  identifier: string;
  values: Partial<ApplicationValues>;
  origin: RequestOrigin;
  /** Tag of what the author of the change saw: `configuration_changed` when that was an older state. */
  ifMatch?: string | undefined;
}

/**
 * Changes the given fields of an application and no others.
 * @throws CountersignError `not_found`
 */
export async function changeApplication(deps: Pick<CommandDeps, 'em' | 'clock' | 'keyring'>, { identifier, values, origin, ifMatch }: Change): Promise<void> {
  await deps.em().transactional(async (em) => {
    const application = await em.findOne(Application, { identifier }, { lockMode: LockMode.PESSIMISTIC_WRITE });
    if (!application) throw new CountersignError('not_found');
    checkTag(deps.keyring, application, ifMatch);
    const fields = changeRow(application, values, applicationFields);
    if (fields.length === 0) return;
    await recordConfigurationChange(em, { event: 'CONFIGURATION APPLICATION CHANGED', origin, occurredAt: deps.clock(), subjectId: application.id, subject: identifier, fields });
  });
}
