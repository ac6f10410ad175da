import { callbackReplayKinds } from './callback-replay-kinds.ts';
import type { Kind } from './kind.ts';
import { maintenanceKinds } from './maintenance-kinds.ts';
import { methodKinds } from './method-kinds.ts';
import { mobileAuthenticationKinds } from './mobile-authentication-kinds.ts';
import { pushEnrollmentKinds } from './push-enrollment-kinds.ts';

/** Every kind of finished workflow by name. */
export const allKinds: Record<string, Kind> = { ...mobileAuthenticationKinds, ...methodKinds, ...pushEnrollmentKinds, ...maintenanceKinds, ...callbackReplayKinds };
