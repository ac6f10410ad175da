import { mobileAuthenticationTypeFields } from '../../../domain/configuration/field-names.ts';
import type { CommandDeps } from '../../command-deps.ts';
import type { RequestOrigin } from '../../request-origin.ts';
import { changeRow } from '../change-row.ts';
import { recordConfigurationChange } from '../record-configuration-change.ts';
import { checkTag } from '../row-tag.ts';
import { checkType, findLockedType, lockTypes } from './type-values.ts';
import type { TypeValues } from './type-values.ts';

interface Change {
  name: string;
  values: Partial<TypeValues>;
  origin: RequestOrigin;
  /** Tag of what the author of the change saw: `configuration_changed` when that was an older state. */
  ifMatch?: string | undefined;
}

/**
 * Changes the given fields of a type and no others. Open transactions keep the policy they were started with.
 * @throws CountersignError `not_found`, `invalid_request`, `configuration_conflict`
 */
export async function changeType(deps: Pick<CommandDeps, 'em' | 'clock' | 'keyring'>, { name, values, origin, ifMatch }: Change): Promise<void> {
  await deps.em().transactional(async (em) => {
    await lockTypes(em);
    const type = await findLockedType(em, name);
    checkTag(deps.keyring, type, ifMatch);
    const fields = changeRow(type, values, mobileAuthenticationTypeFields);
    if (fields.length === 0) return;
    await checkType(em, type);
    await recordConfigurationChange(em, { event: 'CONFIGURATION MOBILE AUTHENTICATION TYPE CHANGED', origin, occurredAt: deps.clock(), subjectId: name.slice(0, 64), fields });
  });
}
