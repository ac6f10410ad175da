import { runApart } from '../../../../database/prepared-statement.ts';
import { openInRow } from '../../../../entities/columns/row-bound.ts';
import { CountersignError } from '../../../../errors/countersign-error.ts';
import type { CommandDeps } from '../../../command-deps.ts';
import type { RequestOrigin } from '../../../events/request-origin.ts';
import { changeStatus } from '../../profile/change-status.ts';
import type { ChangeDeps } from '../changes/change-methods.ts';
import type { PasswordDeps } from './password-deps.ts';
import { checkPassword, setPassword } from './set-password.ts';

type Deps = Pick<CommandDeps, 'removals'> & ChangeDeps & PasswordDeps;

interface Change {
  personId: string;
  current: string;
  next: string;
  /** Wrong present passwords in a row that a person may give; one more disables them (setting `wrong_old_passwords`). */
  mostWrong: number;
  /** The session in which they change it, which goes on; null: none does. */
  sessionId: string | null;
  origin: RequestOrigin;
}

interface CountedPassword {
  id: string;
  secret: Buffer;
  failures: number;
}

const countTry = `update sign_in_method set change_failures = change_failures + 1
  where person_id = ? and type = 'password' returning id, secret, change_failures as failures`;
const forgetTries = 'update sign_in_method set change_failures = 0 where id = ?';

/**
 * Changes a person's own password, and ends their other sessions. A try is counted before it is looked at, over all sessions. One wrong try too many disables the
 * person, as their session is in the hands of another.
 * @throws CountersignError `weak_password`, `wrong_password` with `attempts_left`, `user_disabled`, `busy`, `method_unknown` for a
 *   person without a password
 */
export async function changePassword(
  deps: Deps,
  { personId, current, next, mostWrong, sessionId, origin }: Change,
): Promise<void> {
  await checkPassword(deps, { personId, password: next });
  const [stored] = await runApart<CountedPassword>(deps, { sql: countTry, parameters: [personId] });
  if (!stored) throw new CountersignError('method_unknown');
  const hash = openInRow(deps.keyring, 'sign_in_method.secret', stored.id, stored.secret);
  const left = mostWrong - stored.failures;
  // Of many at once those beyond the last one are not looked at.
  if (left < -1 || !(await deps.passwords.matches(current, hash))) await refuse(deps, personId, left, origin);
  await runApart(deps, { sql: forgetTries, parameters: [stored.id] });
  await setPassword(deps, { personId, password: next, sessionId, origin });
}

async function refuse(deps: Deps, personId: string, left: number, origin: RequestOrigin): Promise<never> {
  if (left >= 0) throw new CountersignError('wrong_password', { extra: { attempts_left: left } });
  await changeStatus(deps, { userId: personId, to: 'disabled', reason: 'wrong_old_passwords', origin });
  throw new CountersignError('user_disabled');
}
