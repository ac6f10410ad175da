/** What an app installation may ask for. */
export const appScope = 'app';

/** The extension grant of RFC 6749 section 4.5 by which a user is connected to an installation. */
export const enrollmentCodeGrantType = 'urn:countersign:grant-type:enrollment-code';

/** Where the authorization server lives below the public URL. */
export const authorizationServerPath = '/oauth';
