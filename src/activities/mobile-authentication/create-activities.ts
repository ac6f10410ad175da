import type { ActivityDeps } from '../activity-deps.ts';
import { createCallbackActivities } from './deliver-callback.ts';
import { createDispatchPush } from './dispatch-push.ts';
import { createDispatchSms } from './dispatch-sms.ts';
import { createOfferOtp } from './offer-otp.ts';
import { createRecordActivities } from './record.ts';

/** The activities of mobile authentications, under the names that the workflow uses. */
export function createMobileAuthenticationActivities(deps: ActivityDeps) {
  return {
    ...createDispatchPush(deps),
    ...createDispatchSms(deps),
    ...createOfferOtp(deps),
    ...createRecordActivities(deps),
    ...createCallbackActivities(deps),
  };
}

export type MobileAuthenticationActivities = ReturnType<typeof createMobileAuthenticationActivities>;
