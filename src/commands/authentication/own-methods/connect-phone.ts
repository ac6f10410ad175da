import encodeQR from 'qr';
import { enrollmentLink } from '../../../domain/devices/enrollment-codes/enrollment-code.ts';
import { rateLimit } from '../../../domain/rate-limits/limits.ts';
import { CountersignError } from '../../../errors/countersign-error.ts';
import { findAppLink } from '../../configuration/app-link.ts';
import type { ConfigurationSnapshot, ConfigurationSource } from '../../configuration/configuration-snapshot.ts';
import type { CommandDeps } from '../../command-deps.ts';
import { createEnrollmentCode } from '../../devices/enrollment-codes/create-enrollment-code.ts';
import type { RequestOrigin } from '../../events/request-origin.ts';
import { findRolesOf, refuseOtherRoles } from '../../persons/roles/find-roles.ts';
import { personalKey } from '../../rate-limits/personal-key.ts';
import { createRateLimit } from '../../rate-limits/rate-limit.ts';

type Deps = Pick<CommandDeps, 'em' | 'clock' | 'random' | 'keyring'> & { configuration: ConfigurationSource };

/** A phone that has to be connected with a code. */
export interface PendingPhone {
  /** Of the code. */
  id: string;
  expiresAt: Date;
  code: string;
  /** Opens the app with the code; null where no application, or more than one, has a link. */
  appLink: string | null;
  /** Of the link, else of the code: SVG. */
  qr: string;
}

/**
 * Makes a code with which the person connects a phone, to sign in by it.
 * @throws CountersignError `method_not_offered` where phones do not sign in, `role_elevation` for a person with hub roles, whose account
 *   no phone can be connected to, `slow_down`
 */
export async function beginPhone(
  deps: Deps,
  { personId, origin }: { personId: string; origin: RequestOrigin },
): Promise<PendingPhone> {
  const snapshot = await deps.configuration.current();
  if (!signsInByPhone(snapshot)) throw new CountersignError('method_not_offered');
  await refuseOtherRoles(deps, personId);
  await createRateLimit(deps, rateLimit('phone-code:person')).count(personalKey(deps.keyring, personId));
  const { id, code, expiresAt } = await createEnrollmentCode(deps, { ...origin, userId: personId });
  const appLinkUrl = findAppLink(snapshot);
  const appLink = appLinkUrl === undefined ? null : enrollmentLink(appLinkUrl, code);
  return { id, expiresAt, code, appLink, qr: encodeQR(appLink ?? code, 'svg', { ecc: 'medium' }) };
}

/** Whether {@link beginPhone} would make a code. */
export async function canConnectPhone(deps: Deps, personId: string): Promise<boolean> {
  return signsInByPhone(await deps.configuration.current()) && (await findRolesOf(deps, personId)).length === 0;
}

function signsInByPhone({ general, types }: ConfigurationSnapshot): boolean {
  return types.has(general.login_mobile_authentication_type);
}
