import {
  recordDispatch,
  recordDispatchRefusal,
  recordResend,
} from '../../commands/mobile-authentication/dispatch/record-dispatch.ts';
import { finishReceipt, openReceipt } from '../../commands/messages/receipts/message-receipts.ts';
import { isWithinSmsLimit } from '../../commands/mobile-authentication/dispatch/sms-limit.ts';
import { loadSmsDispatch } from '../../commands/mobile-authentication/dispatch/load-sms-dispatch.ts';
import type { SmsDispatch } from '../../commands/mobile-authentication/dispatch/load-sms-dispatch.ts';
import { receiptIdOf } from '../../domain/messages/text-messages/receipt-id.ts';
import { describeSegments, segmentsOf } from '../../domain/messages/text-messages/segments.ts';
import type { ActivityDeps } from '../activity-deps.ts';
import type { DispatchResult, DispatchWork } from './dispatch-work.ts';

/** Milliseconds for the provider. */
const providerTimeout = 8_000;

/** `send` counts text messages of one transaction: 0 is the first, 1 the first resend. */
export type SmsWork = DispatchWork & { send: number };

/**
 * Sends the text message of a transaction. It writes a receipt before: a worker that repeats the activity after a crash finds
 * it and does not send the message again.
 */
export function createDispatchSms(deps: ActivityDeps) {
  return {
    async dispatchSms(work: SmsWork): Promise<DispatchResult> {
      const started = performance.now();
      const dispatch = await loadSmsDispatch(deps, work);
      if (!dispatch) return { sent: false };
      const segmentation = segmentsOf(dispatch.message.body);
      const receiptId = receiptIdOf(work);
      const receipt = await openReceipt(deps, {
        id: receiptId,
        channel: 'sms',
        subject: 'transaction',
        subjectId: work.transactionId,
      });
      if (receipt === 'closed') return { sent: false };
      if (receipt === 'opened') {
        const asked = performance.now();
        const isAllowed = await isWithinSmsLimit(deps, dispatch.message.to);
        const result = isAllowed
          ? await deps.sms.send({ ...dispatch.message, idempotencyKey: receiptId }, { timeoutMs: providerTimeout })
          : overTheLimit;
        const tookMs = performance.now() - asked;
        const labels = { method: dispatch.method, result: result.status === 'sent' ? 'sent' : 'refused' } as const;
        deps.metrics.observeDispatch(labels, (performance.now() - started) / 1000);
        await finishReceipt(deps, receiptId, result, tookMs);
        if (result.status !== 'sent') return refused(deps, work, dispatch, result);
        deps.log.info(
          { transaction_id: work.transactionId, request_id: dispatch.requestId, send: work.send, ...segmentation },
          'text message sent',
        );
      }
      if (receipt === 'refused') return refused(deps, work, dispatch, { code: 'refused', detail: 'refused before' });
      const detail = describeSegments(segmentation);
      if (work.send === 0)
        await recordDispatch(deps, {
          transactionId: work.transactionId,
          method: dispatch.method,
          earlier: dispatch.earlier,
          event: 'SMS AUTH INIT SUCCESS',
          detail,
        });
      else await recordResend(deps, { ...work, event: 'SMS AUTH RESEND SUCCESS', detail });
      return { sent: true };
    },
  };
}

/** Refusals before the provider is called. */
const overTheLimit = {
  status: 'refused',
  code: 'sms_limit_reached',
  detail: 'too many in an hour to this number',
  retryable: false,
} as const;

async function refused(
  deps: ActivityDeps,
  work: SmsWork,
  { requestId }: SmsDispatch,
  result: { code: string; detail: string },
): Promise<DispatchResult> {
  deps.log.warn(
    { transaction_id: work.transactionId, request_id: requestId, code: result.code, detail: result.detail },
    'text message refused',
  );
  const event = work.send === 0 ? 'SMS AUTH INIT FAILURE' : 'SMS AUTH RESEND FAILURE';
  await recordDispatchRefusal(deps, {
    ...work,
    event,
    refusal: work.send === 0 ? refusalOf(result.code) : undefined,
    detail: result.code,
  });
  return { sent: false };
}

/** Error code for the site. */
function refusalOf(code: string): 'sms_limit_reached' | 'sms_not_sent' {
  return code === overTheLimit.code ? overTheLimit.code : 'sms_not_sent';
}
