import { bounds } from '../../../domain/rate-limits/limits.ts';
import { writeEvent } from '../../events/record-event.ts';
import { originOf } from '../../events/request-origin.ts';
import type { RequestOrigin } from '../../events/request-origin.ts';
import { sendMail, writeMailedToken } from './mail-token.ts';
import type { MailDeps } from './mail-token.ts';

const { most: lifetime } = bounds['invitation-lifetime'];

/**
 * Invites a person who is not active yet: the link of the mail activates the account, and signs in where tokens may. It may be asked for again,
 * when a mail was lost; the first link that is used activates.
 * @throws CountersignError `person_not_found`, `person_not_inactive`, `action_token_feature_off`, `action_parameter_missing` for a person without
 *   an e-mail address, `slow_down`
 */
export async function invitePerson(
  deps: MailDeps,
  { personId, origin }: { personId: string; origin: RequestOrigin },
): Promise<{ expiresAt: Date }> {
  const { general } = await deps.configuration.current();
  const activation = { type: 'PERSON_ACTIVATION', parameters: { activation_method: 'EMAIL' } } as const;
  const login = { type: 'LOGIN', parameters: {} } as const;
  const actions = general.action_token_login_enabled ? [activation, login] : [activation];
  const mailed = await writeMailedToken(deps, { personId, actions, lifetime, origin });
  await sendMail(deps, mailed);
  const { id: subjectId, expiresAt } = mailed.created;
  const event = { ...originOf(origin), userId: personId, subjectId };
  await writeEvent(deps, { name: 'PERSON INVITED', occurredAt: deps.clock(), ...event });
  return { expiresAt };
}
