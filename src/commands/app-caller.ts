import type { RequestOrigin } from './request-origin.ts';

/** Who calls from an app: one user on one device, as the access token says, and the request that this is. */
export interface AppCaller extends RequestOrigin {
  profileId: string;
  userId: string;
  deviceId: string;
  clientId: string;
}
