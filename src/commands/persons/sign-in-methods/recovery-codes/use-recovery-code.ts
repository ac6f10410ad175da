import { runApart } from '../../../../database/prepared-statement.ts';
import { readRecoveryCode } from '../../../../domain/persons/sign-in-methods/recovery-codes/recovery-code.ts';
import type { CommandDeps } from '../../../command-deps.ts';
import type { RequestOrigin } from '../../../events/request-origin.ts';
import { countFailures, familiarityOf, forgetFailures, noteLock } from '../failures.ts';
import { countGuess } from '../guess-limit.ts';
import { hashRecoveryCode } from './make-recovery-codes.ts';

interface TypedCode {
  personId: string;
  code: string;
  knownDevice?: string | undefined;
  origin: RequestOrigin;
}

const useCode = 'delete from recovery_code where code_hash = ? and method_id = ? returning method_id';
const markUsed = 'update sign_in_method set last_used_at = ? where id = ?';

/**
 * Uses up a recovery code of a person. The try is counted as a wrong one first; of two requests with one code, one deletes it.
 * @returns the id of the method; undefined for a wrong or used code, and while the codes are locked.
 * @throws CountersignError `slow_down` after too many guesses
 */
export async function useRecoveryCode(
  deps: Pick<CommandDeps, 'em' | 'clock' | 'keyring'>,
  { personId, code: typed, knownDevice, origin }: TypedCode,
): Promise<string | undefined> {
  const type = 'recovery_codes';
  const takeBack = await countGuess(deps, { type, personId, identifier: '', knownDevice });
  const from = familiarityOf(knownDevice);
  const [method] = await countFailures(deps, { personId, type, from });
  if (!method) return undefined;
  const codeHash = hashRecoveryCode(deps.keyring, personId, readRecoveryCode(typed) ?? '');
  const used = await runApart(deps, { sql: useCode, parameters: [codeHash, method.id] });
  if (used.length === 0) {
    await noteLock(deps, { id: method.id, personId, type, from }, method.failures, origin);
    return undefined;
  }
  await runApart(deps, { sql: markUsed, parameters: [deps.clock(), method.id] });
  await forgetFailures(deps, { personId, type });
  await takeBack();
  return method.id;
}
