import { recordDispatch } from '../../commands/mobile-authentication/dispatch/record-dispatch.ts';
import { findStep } from '../../commands/mobile-authentication/dispatch/find-step.ts';
import type { ActivityDeps } from '../activity-deps.ts';
import type { DispatchResult, DispatchWork } from './dispatch-work.ts';

/** Records that an OTP may be claimed. It sends nothing, as the site shows the OTP. */
export function createOfferOtp(deps: ActivityDeps) {
  return {
    async offerOtp(work: DispatchWork): Promise<DispatchResult> {
      const step = await findStep(deps, work);
      if (!step) return { sent: false };
      await recordDispatch(deps, { transactionId: work.transactionId, ...step, event: 'OTP AUTH INIT SUCCESS' });
      return { sent: true };
    },
  };
}
