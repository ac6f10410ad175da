import { runApart } from '../../../database/prepared-statement.ts';
import { bounds } from '../../../domain/rate-limits/limits.ts';
import type { ActionToken } from '../../../entities/action-tokens/action-token.ts';
import { CountersignError } from '../../../errors/countersign-error.ts';
import { equalBytes } from '../../../security/keyring.ts';
import { countGuess } from '../../persons/sign-in-methods/guess-limit.ts';
import { activationCodeOf } from '../token-value.ts';
import type { ConsumeDeps } from './consume-token.ts';

const { most } = bounds['activation-code-tries'];

/** Counts the try as a wrong one before it is compared. After the last one the token is used up. */
const count = `update action_token set code_tries = code_tries + 1 where id = ? and status = 'open' and code_tries < ? returning code_tries`;
const accept = `update action_token set code_for = array_append(code_for, ?), code_tries = code_tries - 1 where id = ? and status = 'open' returning id`;
const giveUp = `update action_token set status = 'failed', failure = 'attempts_exceeded', ended_at = ? where id = ? and status = 'open' returning id`;

interface TypedCode {
  token: Pick<ActionToken, 'id' | 'person'>;
  typed: string | undefined;
  /** Keyed hash: the code is right for this caller alone. */
  caller: Buffer;
}

/**
 * Compares the code of an activation. Tries are counted for the token, and for the person as those at sign-in methods are.
 * @throws CountersignError `action_parameter_missing`, `code_wrong` with `attempts_left`, `action_token_invalid`, `slow_down`
 */
export async function checkActivationCode(deps: ConsumeDeps, { token, typed, caller }: TypedCode): Promise<void> {
  if (typed === undefined) throw new CountersignError('action_parameter_missing', { extra: { parameter: 'code' } });
  const guess = { type: 'activation_code', personId: token.person, identifier: '' };
  const takeBack = await countGuess(deps, guess);
  const [counted] = await runApart<{ code_tries: number }>(deps, { sql: count, parameters: [token.id, most] });
  if (!counted) throw new CountersignError('action_token_invalid');
  if (equalBytes(Buffer.from(typed), Buffer.from(activationCodeOf(deps.keyring, token.id)))) {
    await runApart(deps, { sql: accept, parameters: [caller.toString('base64url'), token.id] });
    await takeBack();
    return;
  }
  if (counted.code_tries >= most) await runApart(deps, { sql: giveUp, parameters: [deps.clock(), token.id] });
  throw new CountersignError('code_wrong', { extra: { attempts_left: most - counted.code_tries } });
}
