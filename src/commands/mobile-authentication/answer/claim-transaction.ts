import { otpSecret, readOtp } from '../../../domain/mobile-authentication/codes/otp.ts';
import { Device } from '../../../entities/people/device.ts';
import { KeyEnrollment } from '../../../entities/people/key-enrollment.ts';
import { Transaction } from '../../../entities/happenings/transaction.ts';
import { CountersignError } from '../../../errors/countersign-error.ts';
import { equalBytes } from '../../../security/keyring.ts';
import type { Keyring } from '../../../security/keyring.ts';
import type { AppCaller } from '../../app-caller.ts';
import type { CommandDeps } from '../../command-deps.ts';
import type { ConfigurationSource } from '../../configuration/configuration-snapshot.ts';
import { findApplication } from '../../key-enrollment/find-application.ts';
import { originOf } from '../../request-origin.ts';
import { changeTransaction } from '../transaction-statement.ts';
import { recordAppRefusal } from '../../events/record-app-refusal.ts';

type Deps = Pick<CommandDeps, 'em' | 'clock' | 'keyring'> & { configuration: ConfigurationSource };

const idFormat = /^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/;
/** Compared with what was presented when there is no such transaction: the same work. */
const noTransaction = '00000000-0000-0000-0000-000000000000';

/** The MAC that the OTP of a transaction is made from. It comes from the key that stays, so it is the same while keys rotate. */
export function otpMac(keyring: Keyring, transactionId: string): Buffer {
  return keyring.mac('otp', transactionId, keyring.oldestId);
}

/**
 * Claims an OTP transaction for the user of an enrolled app: of any number that present it at once, one has it. The same
 * `Message-Id` again has it again. Wrong, used and expired are one answer, after the same work.
 * @returns the transaction's id, to be fetched and answered as any other.
 * @throws CountersignError otp_not_valid, keys_not_exchanged
 */
export async function claimTransaction(deps: Deps, caller: AppCaller, request: { otp: string; messageId: string }): Promise<string> {
  if ((await deps.em().count(KeyEnrollment, { registration: caller.profileId })) === 0) throw new CountersignError('keys_not_exchanged');
  const presented = readOtp(request.otp);
  const id = presented && idFormat.test(presented.transactionId) ? presented.transactionId : noTransaction;
  const isRight = equalBytes(otpSecret(otpMac(deps.keyring, id)), presented?.secret ?? Buffer.alloc(16)) && id !== noTransaction;
  const claimed = await claim(deps, caller, { id: isRight ? id : noTransaction, messageId: request.messageId });
  if (claimed) return id;
  await recordAppRefusal(deps, caller, 'OTP AUTH CLAIM FAILURE', isRight ? id : caller.profileId);
  throw new CountersignError('otp_not_valid');
}

/** A guarded UPDATE: the first takes it, and takes it again under the same message. */
async function claim(deps: Deps, caller: AppCaller, { id, messageId }: { id: string; messageId: string }): Promise<boolean> {
  const now = deps.clock();
  const device = await snapshotOf(deps, caller);
  const change = {
    sql: `update transaction set claim_message_id = ?, user_id = ?, registration_id = ?, device_id = ?, device = ?::jsonb
           where id = ? and method = 'OTP' and status = 'pending' and dispatched_at is not null and expires_at > ? and claim_message_id is null
             and (user_id is null or user_id = ?) returning *`,
    parameters: [messageId, caller.userId, caller.profileId, caller.deviceId, JSON.stringify(device), id, now, caller.userId],
  };
  if (await changeTransaction(deps.em(), change, [{ name: 'OTP AUTH CLAIM SUCCESS', occurredAt: now, origin: originOf(caller) }])) return true;
  return (await deps.em().count(Transaction, { id, claimMessageId: messageId, registrationId: caller.profileId })) === 1;
}

async function snapshotOf(deps: Deps, caller: AppCaller) {
  const { name, applicationVersion, publicJwk } = await deps.em().findOneOrFail(Device, { id: caller.deviceId });
  const { application, version } = findApplication(await deps.configuration.current(), { applicationVersion });
  return { name, platform: version.platform, applicationVersionId: version.id, application: application.identifier, publicJwk };
}
