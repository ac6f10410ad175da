import { runApart } from '../../../../database/prepared-statement.ts';
import { openInRow, sealInRow } from '../../../../entities/columns/row-bound.ts';
import type { CommandDeps } from '../../../command-deps.ts';
import type { RequestOrigin } from '../../../events/request-origin.ts';
import { countFailure, familiarityOf, noteLock } from '../failures.ts';
import { countGuess } from '../guess-limit.ts';
import type { Guess } from '../guess-limit.ts';
import type { PasswordDeps } from './password-deps.ts';

type Deps = Pick<CommandDeps, 'em' | 'clock' | 'keyring'> & Pick<PasswordDeps, 'passwords'>;

interface PasswordGuess extends Omit<Guess, 'type'> {
  password: string;
  origin: RequestOrigin;
}

/** What became of a password: why it was wrong is for no caller to know. */
export type VerifiedPassword = { isRight: false } | { isRight: true; methodId: string; mustChange: boolean };

const findPassword = `select id, secret, revision, must_change as "mustChange" from sign_in_method
  where person_id = ? and type = 'password' and status <> 'pending' and (due_at is null or due_at > ?)`;
const markUsed = `update sign_in_method
     set failures = 0, known_device_failures = 0, change_failures = 0, last_used_at = ?, secret = coalesce(?::bytea, secret)
   where id = ? and revision = ? returning id`;

interface StoredPassword {
  id: string;
  secret: Buffer;
  revision: number;
  mustChange: boolean;
}

/**
 * Compares a password with that of a person. Unknown, without a password, wrong and locked have one answer after the same work: the
 * wrong try is counted while the hash is derived, so that it costs no time of its own. A hash of older parameters is made anew.
 * @throws CountersignError `slow_down` after too many guesses; `busy` while too many passwords wait.
 */
export async function verifyPassword(deps: Deps, guess: PasswordGuess): Promise<VerifiedPassword> {
  const takeBack = await countGuess(deps, { ...guess, type: 'password' });
  const { personId = '', password, knownDevice, origin } = guess;
  const parameters = [personId, deps.clock()];
  const [stored] = await runApart<StoredPassword>(deps, { sql: findPassword, parameters });
  const hash = stored && openInRow(deps.keyring, 'sign_in_method.secret', stored.id, stored.secret);
  const from = familiarityOf(knownDevice);
  const [isEqual, failures] = await Promise.all([
    deps.passwords.matches(password, hash),
    stored && countFailure(deps, { id: stored.id, from }),
  ]);
  if (!stored || !hash) return { isRight: false };
  if (!isEqual || failures === undefined) {
    await noteLock(deps, { id: stored.id, personId, type: 'password', from }, failures, origin);
    return { isRight: false };
  }
  const secret = deps.passwords.isOutdated(hash) ? await sealNew(deps, stored.id, password) : null;
  const used = await runApart<{ id: string }>(deps, {
    sql: markUsed,
    parameters: [deps.clock(), secret, stored.id, stored.revision],
  });
  // Changed while it was compared: the one that was typed is the former one.
  if (used.length === 0) return { isRight: false };
  await takeBack();
  return { isRight: true, methodId: stored.id, mustChange: stored.mustChange };
}

async function sealNew({ passwords, keyring }: Deps, id: string, password: string): Promise<Buffer> {
  return sealInRow(keyring, 'sign_in_method.secret', id, await passwords.hash(password));
}
