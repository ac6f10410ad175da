const hour = 3600;
const day = 24 * hour;

/** Seconds that everything the authorization server hands out lives. */
export const lifetimes = {
  accessToken: hour,
  /** From the last rotation on: an app that is opened once in this time stays connected. */
  refreshToken: 90 * day,
  /** A grant outlives its newest refresh token, whose rotation prolongs it. */
  grant: 91 * day,
} as const;
