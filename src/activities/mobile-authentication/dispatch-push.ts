import {
  recordDispatch,
  recordDispatchRefusal,
} from '../../commands/mobile-authentication/dispatch/record-dispatch.ts';
import type { EvidenceRow } from '../../commands/mobile-authentication/close/load-evidence-row.ts';
import { dropUnregisteredPush } from '../../commands/push/push-enrollment/drop-unregistered-push.ts';
import { loadPushDispatch } from '../../commands/mobile-authentication/dispatch/load-push-dispatch.ts';
import type { PushDispatch } from '../../commands/mobile-authentication/dispatch/load-push-dispatch.ts';
import type { PushMessage, PushResult } from '../../providers/push/push-sender.ts';
import { makePushTarget } from '../push-target.ts';
import type { ActivityDeps } from '../activity-deps.ts';
import type { DispatchResult, DispatchWork } from './dispatch-work.ts';

/** Milliseconds for the provider; the rest of the two seconds is for the database. */
const providerTimeout = 2_000;

type ReadyPush = Extract<PushDispatch, { state: 'ready' }>;

/** Sends the push of a transaction. A repetition after a crash finds the row dispatched and sends nothing. */
export function createDispatchPush(deps: ActivityDeps) {
  return {
    async dispatchPush(work: DispatchWork): Promise<DispatchResult> {
      const started = performance.now();
      const dispatch = await loadPushDispatch(deps, work);
      if (dispatch.state !== 'ready') return { sent: dispatch.state === 'dispatched' };
      const target = makePushTarget(dispatch.version, dispatch.pushConfiguration);
      const result = await deps.push.send(target, messageOf(dispatch), { timeoutMs: providerTimeout });
      deps.metrics.observeDispatch(
        { method: dispatch.method, result: result.status === 'sent' ? 'sent' : 'refused' },
        (performance.now() - started) / 1000,
      );
      if (result.status !== 'sent') return refused(deps, work, dispatch, result);
      deps.evidence.keep(evidenceOf(dispatch));
      await recordDispatch(deps, {
        transactionId: work.transactionId,
        method: dispatch.method,
        earlier: dispatch.earlier,
        event: 'PUSH AUTH INIT SUCCESS',
      });
      return { sent: true };
    },
  };
}

/** The data that the answer is verified with, for the cache. */
function evidenceOf({ transaction, method }: ReadyPush): EvidenceRow {
  const { id, message, secureMessage, signingData, context, challenge, deviceId, device } = transaction;
  const shown = { message, secureMessage, signingData, context };
  return { id, method, ...shown, challenge, deviceId, device, isOpen: true, factorKey: null } as EvidenceRow;
}

async function refused(
  deps: ActivityDeps,
  work: DispatchWork,
  dispatch: ReadyPush,
  result: Exclude<PushResult, { status: 'sent' }>,
): Promise<DispatchResult> {
  const detail = result.status === 'refused' ? result.code : 'unregistered';
  deps.log.warn(
    {
      transaction_id: work.transactionId,
      request_id: dispatch.transaction.requestId,
      detail: result.detail,
      code: detail,
    },
    'push refused by the provider',
  );
  if (result.status === 'unregistered')
    await dropUnregisteredPush(deps, { enrollment: dispatch.enrollment, requestId: dispatch.transaction.requestId });
  await recordDispatchRefusal(deps, {
    ...work,
    event: 'PUSH AUTH INIT FAILURE',
    refusal: 'push_provider_unavailable',
    detail,
  });
  return { sent: false };
}

/** contract/mobile-authentication.md section 9. */
function messageOf({ transaction, enrollment, badge }: ReadyPush): PushMessage {
  return {
    token: enrollment.pushToken,
    content: {
      og_transaction_id: transaction.id,
      og_message: transaction.message,
      og_profile_id: enrollment.registration,
    },
    alert: transaction.message,
    collapseId: transaction.id,
    expiresAt: transaction.expiresAt,
    requestId: transaction.requestId,
    ...(badge === undefined ? {} : { badge }),
  };
}
