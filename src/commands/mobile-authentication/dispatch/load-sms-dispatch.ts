import { smsBody } from '../../../domain/mobile-authentication/codes/sms-code.ts';
import type { MethodName } from '../../../domain/configuration/mobile-authentication-types/method-names.ts';
import type { CommandDeps } from '../../command-deps.ts';
import { findTransaction } from '../find-transaction.ts';
import { smsCodeOf } from '../text-messages/sms-code.ts';
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
export async function loadSmsDispatch(
  deps: Deps,
  work: { transactionId: string; step: number },
): Promise<SmsDispatch | undefined> {
  const transaction = await findTransaction(deps, work.transactionId);
  const step = transaction?.policy.steps[work.step];
  if (!transaction?.phoneNumber || !step || transaction.status !== 'pending' || transaction.cancelRequestedAt)
    return undefined;
  const { general } = await deps.configuration.current();
  return {
    method: step.method,
    earlier: transaction.policy.steps.slice(0, work.step).map(({ method }) => method),
    requestId: transaction.requestId,
    message: {
      to: transaction.phoneNumber,
      body: smsBody(transaction.message, smsCodeOf(deps.keyring, transaction.id)),
      senders: [step.smsSenderId, general.general_sms_sender_id],
    },
  };
}
