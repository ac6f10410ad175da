import { wireMethod } from '../../../domain/mobile-authentication/method-names.ts';
import { methodRules } from '../../../domain/mobile-authentication/methods/all-methods.ts';
import type { Transaction } from '../../../entities/happenings/transaction.ts';

/** The answer to an initialisation: names the method that is really in use. */
export function presentInitialised(row: Transaction) {
  return {
    transaction_id: row.id,
    auth_method: wireMethod(row.method),
    time_to_live: row.policy.timeToLive * 1000,
    ...(methodRules[row.method].namesDevice && row.device ? { device: { name: row.device.name, platform: row.device.platform } } : {}),
  };
}
