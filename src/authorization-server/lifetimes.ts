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

/** What an app installation may ask for. */
export const appScope = 'app';

/** The extension grant of RFC 6749 section 4.5 by which a user is connected to an installation. */
export const enrollmentCodeGrantType = 'urn:countersign:grant-type:enrollment-code';

/** Where the authorization server lives below the public URL. */
export const authorizationServerPath = '/oauth';
