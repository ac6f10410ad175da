import type { RequestOrigin } from '../events/request-origin.ts';

/** The caller of the app protocol: one user on one device, from the access token, and the request. */
export interface AppCaller extends RequestOrigin {
  registrationId: string;
  userId: string;
  deviceId: string;
  clientId: string;
}
