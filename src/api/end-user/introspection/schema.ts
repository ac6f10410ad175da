import { z } from 'zod';
import { tokenTypes } from '../../../entities/tokens/oauth-artifact.ts';

/** `refresh_user_details` asks for current details. They are always current, because they are not cached. */
export const introspectionBody = z.object({
  token: z.string().describe('The access token.'),
  refresh_user_details: z.string().optional().describe('Read and ignored: details of users are always current.'),
});

const seconds = z.number().int().nonnegative();

/** RFC 7662, with what the published contract adds. Claims that are null are left out. */
export const introspectionAnswer = z.discriminatedUnion('active', [
  z.object({ active: z.literal(false).describe('`false`: unknown, expired or revoked.') }),
  z.object({
    active: z.literal(true).describe('`true`: the token is good.'),
    scope: z.string().describe('Scopes of the token, separated by spaces.'),
    sub: z.string().describe('User whom the token is for; the client itself where it is for none.'),
    amr: z.array(z.enum(tokenTypes)).describe('Kind of the token.'),
    client_id: z.string().describe('Client that has the token.'),
    token_type: z.enum(['Bearer', 'DPoP']).describe('`DPoP` where the token is bound to a key.'),
    iss: z.string().describe('Issuer: the authorization server.'),
    aud: z
      .union([z.string(), z.array(z.string())])
      .optional()
      .describe('Who may take the token, where that is limited.'),
    /** v2: epoch seconds. v1: seconds left. */
    exp: seconds.describe('Version 2: end of its life, in seconds since 1970. Version 1: seconds left.'),
    iat: seconds.describe('When it was issued, in seconds since 1970.'),
    nbf: seconds.describe('First moment of its life, in seconds since 1970.'),
    cnf: z
      .object({
        jkt: z.string().optional().describe('SHA-256 thumbprint of the key (RFC 7638), base64url.'),
        'x5t#S256': z.string().optional().describe('SHA-256 thumbprint of the certificate (RFC 8705), base64url.'),
      })
      .optional()
      .describe('Key or certificate that the token is bound to.'),
    app_identifier: z.string().optional().describe('Identifier of the application.'),
    app_platform: z.enum(['android', 'ios']).optional().describe('Platform of the app.'),
    app_version: z.string().optional().describe('Version of the app.'),
    user_details: z.object({}).optional().describe('Details of the user: empty, because the server keeps none.'),
  }),
]);
