import type { CommandDeps } from '../../command-deps.ts';
import type { ConfigurationSource } from '../../configuration/configuration-snapshot.ts';
import { isWithin } from '../../rate-limits/is-within.ts';
import { personalKey } from '../../rate-limits/personal-key.ts';
import { createRateLimit } from '../../rate-limits/rate-limit.ts';

/**
 * Counts a text message to a phone number before it is sent, over all users, transactions and sites: each costs money, and bothers whoever
 * has the number. What was counted stays counted, sent or not.
 * @returns whether it may be sent.
 */
export async function isWithinSmsLimit(deps: Pick<CommandDeps, 'em' | 'keyring'> & { configuration: ConfigurationSource }, phoneNumber: string): Promise<boolean> {
  const { sms_limit_per_hour: points } = (await deps.configuration.current()).general;
  if (points === 0) return true;
  return isWithin(createRateLimit(deps, { name: 'sms:number', points, duration: 3600 }), personalKey(deps.keyring, phoneNumber));
}
