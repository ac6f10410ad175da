import { joiningTransaction } from '../../../database/joined-transaction.ts';
import { transact } from '../../../database/transact.ts';
import type { PersonValues } from '../../../domain/persons/profile/profile.ts';
import type { RequestOrigin } from '../../events/request-origin.ts';
import { createPerson } from '../../persons/profile/create-person.ts';
import { sendMail, writeMailedToken } from './mail-token.ts';
import type { MailDeps, MailedToken } from './mail-token.ts';

const activation = { type: 'PERSON_ACTIVATION', parameters: { activation_method: 'EMAIL' } } as const;
const login = { type: 'LOGIN', parameters: {} } as const;

/**
 * Adds a person and, where people are activated by mail, sends them the mail with which they do that, and sign in.
 * @returns the id.
 * @throws CountersignError as `createPerson`
 */
export async function createPersonToActivate(
  deps: MailDeps,
  { values, origin }: { values: Partial<PersonValues>; origin: RequestOrigin },
): Promise<string> {
  const { general } = await deps.configuration.current();
  const { person_activation_enabled: isInactive, activation_by_email_enabled: isMailed } = general;
  if (!isInactive || !isMailed || !values.emails?.length) return createPerson(deps, { values, origin });
  const actions = general.action_token_login_enabled ? [activation, login] : [activation];
  const made = await transact(deps.em, (em) =>
    joiningTransaction(em, async (): Promise<{ personId: string; mailed: MailedToken }> => {
      const personId = await createPerson(deps, { values, origin });
      return { personId, mailed: await writeMailedToken(deps, { personId, actions, origin }, em) };
    }),
  );
  await sendMail(deps, made.mailed);
  return made.personId;
}
