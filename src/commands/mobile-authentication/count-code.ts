import { CountersignError } from '../../errors/countersign-error.ts';
import type { Transaction } from '../../entities/happenings/transaction.ts';
import type { CommandDeps } from '../command-deps.ts';
import type { ConfigurationSource } from '../configuration/configuration-snapshot.ts';
import { writeEvent } from '../events/record-event.ts';
import { personalKey } from '../rate-limits/personal-key.ts';
import { createRateLimit } from '../rate-limits/rate-limit.ts';
import { originOf } from '../request-origin.ts';
import type { RequestOrigin } from '../request-origin.ts';

type Deps = Pick<CommandDeps, 'em' | 'clock' | 'keyring'> & { configuration: ConfigurationSource };
type OfUser = Pick<Transaction, 'id' | 'userId'>;

const day = 24 * 3600;

/** What is counted of one user, whatever transaction the code is for. */
export interface CountedCode {
  /** It was right: what was wrong before it counts no more. */
  forget(): Promise<void>;
}

/**
 * Counts a code before it is compared, over all transactions of its user: a type can allow any number of attempts, and who can start
 * transactions gets attempts with each of them (docs/decisions/0052).
 * @throws CountersignError `too_many_codes`
 */
export async function countCode(deps: Deps, { id, userId }: OfUser, origin: RequestOrigin): Promise<CountedCode> {
  const { wrong_codes_per_user_per_day: points } = (await deps.configuration.current()).general;
  const limit = createRateLimit(deps, { name: 'sms-code:user', points, duration: day });
  const key = personalKey(deps.keyring, userId ?? '');
  try {
    await limit.count(key, () => writeEvent(deps, { name: 'SMS AUTH VALIDATION FAILURE TOO MANY CODES', occurredAt: deps.clock(), ...originOf(origin), userId: userId ?? null, subjectId: id }));
  } catch (error) {
    if (!(error instanceof CountersignError) || error.code !== 'slow_down') throw error;
    throw new CountersignError('too_many_codes', { cause: error, ...(error.retryAfterSeconds === undefined ? {} : { retryAfterSeconds: error.retryAfterSeconds }) });
  }
  return { forget: () => limit.forget(key) };
}
