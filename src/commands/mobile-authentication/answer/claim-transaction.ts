import { runStatement } from '../../../database/prepared-statement.ts';
import { otpSecret, readOtp } from '../../../domain/mobile-authentication/codes/otp.ts';
import type { DeviceSnapshot } from '../../../domain/mobile-authentication/device-snapshot.ts';
import { Transaction } from '../../../entities/mobile-authentication/transaction.ts';
import { CountersignError } from '../../../errors/countersign-error.ts';
import { equalBytes } from '../../../security/keyring.ts';
import type { Keyring } from '../../../security/keyring.ts';
import type { AppCaller } from '../../devices/app-caller.ts';
import type { CommandDeps } from '../../command-deps.ts';
import type { ConfigurationSource } from '../../configuration/configuration-snapshot.ts';
import { findApplication } from '../../devices/key-enrollment/find-application.ts';
import { originOf } from '../../events/request-origin.ts';
import { isLetIn } from '../../persons/users/blocked-users.ts';
import { changeTransaction } from '../transaction-statement.ts';
import { recordAppRefusal } from '../../devices/record-app-refusal.ts';

type Deps = Pick<CommandDeps, 'em' | 'clock' | 'keyring'> & { configuration: ConfigurationSource };

const idFormat = /^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/;
/** Compared with when no such transaction exists, for equal timing. */
const noTransaction = '00000000-0000-0000-0000-000000000000';

/** The MAC that the OTP of a transaction is made from. Derived from the key that stays, so that a rotation does not change it. */
export function otpMac(keyring: Keyring, transactionId: string): Buffer {
  return keyring.mac('otp', transactionId, keyring.oldestId);
}

/**
 * Claims an OTP transaction for the user of an enrolled app: of concurrent claims one succeeds. The same
 * `Message-Id` succeeds again. Wrong, used and expired have one answer, after the same work.
 * @returns the transaction's id, to be fetched and answered as any other.
 * @throws CountersignError otp_not_valid, keys_not_exchanged
 */
export async function claimTransaction(
  deps: Deps,
  caller: AppCaller,
  request: { otp: string; messageId: string },
): Promise<string> {
  const device = await loadDevice(deps, caller);
  if (!device.hasKeys) throw new CountersignError('keys_not_exchanged');
  const presented = readOtp(request.otp);
  const id = presented && idFormat.test(presented.transactionId) ? presented.transactionId : noTransaction;
  const isRight =
    equalBytes(otpSecret(otpMac(deps.keyring, id)), presented?.secret ?? Buffer.alloc(16)) && id !== noTransaction;
  const claimed = await claim(deps, caller, {
    id: isRight ? id : noTransaction,
    messageId: request.messageId,
    device: await snapshotOf(deps, device),
  });
  if (claimed) return id;
  await recordAppRefusal(deps, caller, 'OTP AUTH CLAIM FAILURE', isRight ? id : caller.registrationId);
  throw new CountersignError('otp_not_valid');
}

/** A guarded UPDATE: the first message claims it, and may repeat the claim. */
async function claim(
  deps: Deps,
  caller: AppCaller,
  { id, messageId, device }: { id: string; messageId: string; device: DeviceSnapshot },
): Promise<boolean> {
  const now = deps.clock();
  const change = {
    sql: `update transaction set claim_message_id = ?, user_id = ?, registration_id = ?, device_id = ?, device = ?::jsonb
           where id = ? and method = 'OTP' and status = 'pending' and dispatched_at is not null and expires_at > ? and claim_message_id is null
             and (user_id is null or user_id = ?) and ${isLetIn('?')} returning *`,
    parameters: [
      messageId,
      caller.userId,
      caller.registrationId,
      caller.deviceId,
      JSON.stringify(device),
      id,
      now,
      caller.userId,
      caller.userId,
    ],
  };
  if (
    await changeTransaction(deps.em(), change, [
      { name: 'OTP AUTH CLAIM SUCCESS', occurredAt: now, origin: originOf(caller) },
    ])
  )
    return true;
  return (
    (await deps.em().count(Transaction, { id, claimMessageId: messageId, registrationId: caller.registrationId })) === 1
  );
}

interface CallingDevice {
  name: string;
  applicationVersion: string;
  publicJwk: DeviceSnapshot['publicJwk'];
  /** Whether the registration exchanged keys. */
  hasKeys: boolean;
}

async function loadDevice({ em }: Pick<Deps, 'em'>, caller: AppCaller): Promise<CallingDevice> {
  const [device] = await runStatement<CallingDevice>(em(), {
    sql: `select d.name, d.application_version_id as "applicationVersion", d.public_jwk as "publicJwk",
                 exists (select from key_enrollment where registration_id = ?) as "hasKeys"
            from device d where d.id = ?`,
    parameters: [caller.registrationId, caller.deviceId],
  });
  if (!device) throw new CountersignError('invalid_token', { detail: 'disconnected meanwhile' });
  return device;
}

async function snapshotOf(
  { configuration }: Pick<Deps, 'configuration'>,
  { name, applicationVersion, publicJwk }: CallingDevice,
): Promise<DeviceSnapshot> {
  const { application, version } = findApplication(await configuration.current(), { applicationVersion });
  return {
    name,
    platform: version.platform,
    applicationVersionId: version.id,
    application: application.identifier,
    publicJwk,
  };
}
