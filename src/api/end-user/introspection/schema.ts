import { z } from 'zod';
import { tokenTypes } from '../../../entities/tokens/oauth-artifact.ts';

/** `refresh_user_details` asks for details anew; as long as nothing keeps a copy of them, they always are. */
export const introspectionBody = z.object({ token: z.string(), refresh_user_details: z.string().optional() });

const seconds = z.number().int().nonnegative();

/** RFC 7662, with what the published contract adds. Claims that are null are left out. */
export const introspectionAnswer = z.discriminatedUnion('active', [
  z.object({ active: z.literal(false) }),
  z.object({
    active: z.literal(true),
    scope: z.string(),
    sub: z.string(),
    amr: z.array(z.enum(tokenTypes)),
    client_id: z.string(),
    token_type: z.enum(['Bearer', 'DPoP']),
    iss: z.string(),
    aud: z.union([z.string(), z.array(z.string())]).optional(),
    /** v2: epoch seconds. v1: seconds left. */
    exp: seconds,
    iat: seconds,
    nbf: seconds,
    cnf: z.object({ jkt: z.string() }).optional(),
    app_identifier: z.string().optional(),
    app_platform: z.enum(['android', 'ios']).optional(),
    app_version: z.string().optional(),
    user_details: z.object({}).optional(),
  }),
]);
