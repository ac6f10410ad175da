import { actionTokenKinds } from './action-token-kinds.ts';
import { callbackReplayKinds } from './callback-replay-kinds.ts';
import type { Kind } from './kind.ts';
import { logoutKinds } from './logout-kinds.ts';
import { maintenanceKinds } from './maintenance-kinds.ts';
import { messageKinds } from './message-kinds.ts';
import { methodKinds } from './method-kinds.ts';
import { mobileAuthenticationKinds } from './mobile-authentication-kinds.ts';
import { pingKinds } from './ping-kinds.ts';
import { pushEnrollmentKinds } from './push-enrollment-kinds.ts';
import { sealedKinds } from './sealed-kinds.ts';

/** Every kind of finished workflow by name. */
export const allKinds: Record<string, Kind> = {
  ...mobileAuthenticationKinds,
  ...methodKinds,
  ...pushEnrollmentKinds,
  ...maintenanceKinds,
  ...callbackReplayKinds,
  ...messageKinds,
  ...logoutKinds,
  ...pingKinds,
  ...actionTokenKinds,
  ...sealedKinds,
};
