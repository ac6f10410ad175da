import { ApplicationFailure } from '@temporalio/common';
import { dropUnregisteredPush } from '../../commands/push/push-enrollment/drop-unregistered-push.ts';
import { loadNoncePush } from '../../commands/push/push-enrollment/load-nonce-push.ts';
import type { NoncePush } from '../../commands/push/push-enrollment/load-nonce-push.ts';
import type { NonceDispatch } from '../../domain/push/push-enrollment/outcome.ts';
import type { ProviderFault } from '../../providers/provider-fault.ts';
import type { PushMessage, PushResult } from '../../providers/push/push-sender.ts';
import type { ActivityDeps } from '../activity-deps.ts';
import { makePushTarget } from '../push-target.ts';

/** Milliseconds for the provider. */
const providerTimeout = 2_500;
/** The text that the OS shows; the app handles the push. */
const alert = 'Notifications are being set up.';

/** Faults after which the push may succeed later. */
const temporaryFaults: ReadonlySet<ProviderFault> = new Set<ProviderFault>([
  'timeout',
  'connection',
  'invalid_answer',
  'rate_limited',
  'unavailable',
]);

/** One sending of a nonce: 0 is the first, 1 the first resend. */
export interface NonceWork {
  enrollmentId: string;
  requestId?: string;
  send: number;
}

/**
 * Sends the nonce of a push enrolment to the token to be confirmed. It is the same nonce and the same notification
 * each time, so a repetition after a crash changes nothing for the app.
 */
export function createSendNonce(deps: ActivityDeps) {
  const sendNonce = async (work: NonceWork): Promise<NonceDispatch> => {
    const push = await loadNoncePush(deps, work.enrollmentId);
    if (!push) return 'closed';
    const result = await deps.push.send(makePushTarget(push.version, push.pushConfiguration), messageOf(push), {
      timeoutMs: providerTimeout,
    });
    if (result.status === 'sent') return 'sent';
    const code = result.status === 'refused' ? result.code : result.status;
    deps.log.warn(
      { enrollment_id: work.enrollmentId, send: work.send, code, detail: result.detail },
      'nonce refused by the push provider',
    );
    if (result.status === 'unregistered')
      await dropUnregisteredPush(deps, { enrollment: push.enrollment, requestId: work.requestId ?? null });
    return dispatchOf(result);
  };
  return {
    sendNonce,
    /** The same, failing while the provider is unavailable, so that Temporal retries it. */
    async sendNoncePatiently(work: NonceWork): Promise<NonceDispatch> {
      const dispatch = await sendNonce(work);
      if (dispatch === 'unavailable')
        throw ApplicationFailure.retryable('The push provider did not take the nonce', 'push_provider_unavailable');
      return dispatch;
    },
  };
}

function dispatchOf(result: Exclude<PushResult, { status: 'sent' }>): NonceDispatch {
  if (result.status === 'unregistered') return 'unregistered';
  return temporaryFaults.has(result.code) ? 'unavailable' : 'refused';
}

function messageOf({ enrollment, nonce }: NoncePush): PushMessage {
  return {
    token: enrollment.pushToken,
    content: { og_push_enrollment_id: enrollment.id, og_nonce: nonce, og_profile_id: enrollment.registration },
    alert,
    collapseId: enrollment.id,
    expiresAt: enrollment.expiresAt,
  };
}
