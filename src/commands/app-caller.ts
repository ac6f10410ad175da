/** Who calls from an app: one user on one device, as the access token says, and the request that this is. */
export interface AppCaller {
  profileId: string;
  userId: string;
  deviceId: string;
  clientId: string;
  requestId: string;
}
