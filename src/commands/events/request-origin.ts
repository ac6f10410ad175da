/** Where a request came from, for the events that it causes. */
export interface RequestOrigin {
  requestId: string;
  /** The API client or app installation that called. */
  clientId?: string | null;
  /** Its name, as it is now. */
  appName?: string | null;
  clientIp?: string | null;
  userAgent?: string | null;
  /** The operator that acted, when it was one. */
  agentUser?: string | null;
}

/** Picks the origin from a wider object. */
export function originOf({
  requestId,
  clientId,
  appName,
  clientIp,
  userAgent,
  agentUser,
}: RequestOrigin): RequestOrigin {
  return {
    requestId,
    clientId: clientId ?? null,
    appName: appName ?? null,
    clientIp: clientIp ?? null,
    userAgent: userAgent?.slice(0, 255) ?? null,
    agentUser: agentUser ?? null,
  };
}
