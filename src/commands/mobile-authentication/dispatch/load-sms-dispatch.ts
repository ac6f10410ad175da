import { smsBody, smsCode } from '../../../domain/mobile-authentication/codes/sms-code.ts';
import type { MethodName } from '../../../domain/mobile-authentication/method-names.ts';
import { Transaction } from '../../../entities/happenings/transaction.ts';
import type { CommandDeps } from '../../command-deps.ts';
import type { ConfigurationSource } from '../../configuration/configuration-snapshot.ts';

type Deps = Pick<CommandDeps, 'em' | 'keyring'> & { configuration: ConfigurationSource };

export interface SmsDispatch {
  method: MethodName;
  /** Methods that were tried before. */
  earlier: MethodName[];
  requestId: string;
  message: { to: string; body: string; senders: (string | undefined)[] };
}

/** The text message of one step, or undefined when the transaction has ended. */
export async function loadSmsDispatch(deps: Deps, work: { transactionId: string; step: number }): Promise<SmsDispatch | undefined> {
  const transaction = await deps.em().findOne(Transaction, { id: work.transactionId });
  const step = transaction?.policy.steps[work.step];
  if (!transaction?.phoneNumber || !step || transaction.status !== 'pending' || transaction.cancelRequestedAt) return undefined;
  const { general } = await deps.configuration.current();
  const code = smsCode(deps.keyring.mac('sms-code', transaction.id, deps.keyring.oldestId));
  return {
    method: step.method,
    earlier: transaction.policy.steps.slice(0, work.step).map(({ method }) => method),
    requestId: transaction.requestId,
    message: { to: transaction.phoneNumber, body: smsBody(transaction.message, code), senders: [step.smsSenderId, general.general_sms_sender_id] },
  };
}
