import { recordDispatch } from '../../commands/mobile-authentication/dispatch/record-dispatch.ts';
import { findStep } from '../../commands/mobile-authentication/dispatch/find-step.ts';
import type { ActivityDeps } from '../activity-deps.ts';
import type { DispatchResult, DispatchWork } from './dispatch-work.ts';

/** An OTP is on its way once the site has it: nothing is sent, the record says that it may be claimed. */
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
