import type { CommandDeps } from '../../command-deps.ts';
import type { ConfigurationSource } from '../../configuration/configuration-snapshot.ts';
import { isWithin } from '../../rate-limits/is-within.ts';
import { personalKey } from '../../rate-limits/personal-key.ts';
import { createRateLimit } from '../../rate-limits/rate-limit.ts';
import { rateLimit } from '../../../domain/rate-limits/limits.ts';

/**
 * Counts a text message to a phone number before it is sent, over all users, transactions and sites: each costs money, and bothers the owner of
 * the number. What was counted stays counted, sent or not.
 * @returns whether it may be sent.
 */
export async function isWithinSmsLimit(
  deps: Pick<CommandDeps, 'em' | 'keyring'> & { configuration: ConfigurationSource },
  phoneNumber: string,
): Promise<boolean> {
  const limit = rateLimit('sms:number', (await deps.configuration.current()).general);
  if (limit.points === 0) return true;
  return isWithin(createRateLimit(deps, limit), personalKey(deps.keyring, phoneNumber));
}
