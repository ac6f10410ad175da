import { CountersignError } from '../../../errors/countersign-error.ts';
import type { Transaction } from '../../../entities/mobile-authentication/transaction.ts';
import type { CommandDeps } from '../../command-deps.ts';
import type { ConfigurationSource } from '../../configuration/configuration-snapshot.ts';
import { writeEvent } from '../../events/record-event.ts';
import { personalKey } from '../../rate-limits/personal-key.ts';
import { createRateLimit } from '../../rate-limits/rate-limit.ts';
import type { RateLimit } from '../../rate-limits/rate-limit.ts';
import { originOf } from '../../events/request-origin.ts';
import type { RequestOrigin } from '../../events/request-origin.ts';
import { rateLimit } from '../../../domain/rate-limits/limits.ts';

type Deps = Pick<CommandDeps, 'em' | 'clock' | 'keyring'> & { configuration: ConfigurationSource };
type OfUser = Pick<Transaction, 'id' | 'userId'>;

/** Count of one user over all transactions. */
export interface CountedCode {
  /** Resets the count after a right code. */
  forget(): Promise<void>;
}

/**
 * Counts a code before it is compared, over all transactions of its user: a type can allow any number of attempts, and a site that starts
 * transactions gets attempts with each (docs/decisions/0052).
 * @throws CountersignError `too_many_codes`
 */
export async function countCode(deps: Deps, { id, userId }: OfUser, origin: RequestOrigin): Promise<CountedCode> {
  const limit = await codesOfUsers(deps);
  const key = personalKey(deps.keyring, userId ?? '');
  try {
    await limit.count(key, () =>
      writeEvent(deps, {
        name: 'SMS AUTH VALIDATION FAILURE TOO MANY CODES',
        occurredAt: deps.clock(),
        ...originOf(origin),
        userId: userId ?? null,
        subjectId: id,
      }),
    );
  } catch (error) {
    if (!(error instanceof CountersignError) || error.code !== 'slow_down') throw error;
    throw new CountersignError('too_many_codes', {
      cause: error,
      ...(error.retryAfterSeconds === undefined ? {} : { retryAfterSeconds: error.retryAfterSeconds }),
    });
  }
  return { forget: () => limit.forget(key) };
}

/** Forgets the codes that were counted for a user: an operator lets them try again. */
export async function forgetCodes(deps: Deps, userId: string): Promise<void> {
  await (await codesOfUsers(deps)).forget(personalKey(deps.keyring, userId));
}

async function codesOfUsers(deps: Deps): Promise<RateLimit> {
  const { general } = await deps.configuration.current();
  return createRateLimit(deps, rateLimit('sms-code:user', general));
}
