import { mobileAuthenticationTypeFields } from '../../../domain/configuration/field-names.ts';
import type { MethodName } from '../../../domain/mobile-authentication/method-names.ts';
import { MobileAuthenticationType } from '../../../entities/configuration/mobile-authentication-type.ts';
import type { CommandDeps } from '../../command-deps.ts';
import type { RequestOrigin } from '../../request-origin.ts';
import { alreadyThere, refusingConflicts } from '../conflicts.ts';
import { recordConfigurationChange } from '../record-configuration-change.ts';
import { checkType, lockTypes } from './type-values.ts';
import type { TypeValues } from './type-values.ts';

interface Creation {
  /** 64 characters at most, so that events can name it. */
  name: string;
  method: MethodName;
  /** Seconds. */
  requestExpiresIn: number;
  values: Partial<TypeValues>;
  origin: RequestOrigin;
}

/**
 * Adds a mobile authentication type.
 * @throws CountersignError `invalid_request`, `configuration_conflict` when the name is taken.
 */
export async function createType(deps: Pick<CommandDeps, 'em' | 'clock'>, { name, method, requestExpiresIn, values, origin }: Creation): Promise<void> {
  const now = deps.clock();
  await refusingConflicts('name', () =>
    deps.em().transactional(async (em) => {
      await lockTypes(em);
      if ((await em.count(MobileAuthenticationType, { name })) > 0) throw alreadyThere('name');
      await checkType(em, { ...values, name, method });
      em.create(MobileAuthenticationType, { ...values, name, method, requestExpiresIn, createdAt: now }, { persist: true });
      const fields = Object.keys(values).map((column) => mobileAuthenticationTypeFields[column as keyof TypeValues]);
      await recordConfigurationChange(em, { event: 'CONFIGURATION MOBILE AUTHENTICATION TYPE CREATED', origin, occurredAt: now, subjectId: name, fields });
    }),
  );
}
