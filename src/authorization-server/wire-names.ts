/** Default scopes of an application. */
export const defaultScope = 'app';

/** The extension grant of RFC 6749 section 4.5 by which a user is connected to an installation. */
export const enrollmentCodeGrantType = 'urn:countersign:grant-type:enrollment-code';

/** Where the authorization server lives below the public URL. */
export const authorizationServerPath = '/oauth';

/** Path of its metadata for clients that know only the issuer (RFC 8414 section 3.1). */
export const metadataPath = `/.well-known/oauth-authorization-server${authorizationServerPath}`;
