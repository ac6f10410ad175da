import type { EntityManager } from '@mikro-orm/postgresql';
import { smsGatewayFields } from '../../../domain/configuration/field-names.ts';
import { SmsGateway } from '../../../entities/configuration/sms-gateway.ts';
import { invalidField } from '../conflicts.ts';

/** Id of the one row. */
export const gatewayId = 'sms-gateway';

/** What an operator decides about the gateway. */
export type SmsGatewayValues = Pick<SmsGateway, keyof typeof smsGatewayFields>;

/** One change of the gateway at a time, also of one that is not there yet. */
const lock = 'select pg_advisory_xact_lock(7100005)';

/** The gateway as it is configured, nobody else changing it until the transaction ends. */
export async function findLockedGateway(em: EntityManager): Promise<SmsGateway | null> {
  await em.execute(lock, [], 'get', em.getTransactionContext());
  return em.findOne(SmsGateway, { id: gatewayId });
}

/**
 * A gateway has all it needs: an HTTP gateway its address and secret; Twilio an account with token and number, or none of it where the
 * environment names them.
 * @throws CountersignError `invalid_request`
 */
export function checkGateway(gateway: SmsGatewayValues, { twilioByEnvironment }: { twilioByEnvironment: boolean }): void {
  const account = ['twilioAccountSid', 'twilioAuthToken', 'twilioFromNumber'] as const;
  const hasAccount = Boolean(gateway.twilioAccountSid || gateway.twilioAuthToken);
  const isTwilioNeeded = gateway.gateway === 'twilio' && !twilioByEnvironment;
  if (hasAccount || isTwilioNeeded) needAll(gateway, account, 'A Twilio account has an id, a token and a number.');
  // A number alone belongs to the account of the environment.
  if (gateway.gateway === 'http') needAll(gateway, ['httpUrl', 'httpSigningSecret'], 'An HTTP gateway has an address and a secret.');
}

function needAll(gateway: SmsGatewayValues, columns: readonly (keyof SmsGatewayValues)[], message: string): void {
  for (const column of columns) if (!gateway[column]) throw invalidField(smsGatewayFields[column], 'missing', message);
}

/**
 * What is kept in confidence for one address or account goes to no other.
 * @throws CountersignError `invalid_request` unless it comes anew, or goes.
 */
export function checkMove(before: SmsGatewayValues | null, values: Partial<SmsGatewayValues>): void {
  if (before === null) return;
  const moves = [
    { of: 'httpUrl', secrets: ['httpSigningSecret', 'httpHeaders'], reason: 'needed_with_url' },
    { of: 'twilioAccountSid', secrets: ['twilioAuthToken'], reason: 'needed_with_account' },
  ] as const;
  for (const { of, secrets, reason } of moves) {
    if (values[of] === undefined || values[of] === before[of]) continue;
    const kept = secrets.find((secret) => before[secret] && values[secret] === undefined);
    if (kept) throw invalidField(smsGatewayFields[kept], reason, 'Send the secrets too, or null: another address or account is given only what its author knows.');
  }
}
