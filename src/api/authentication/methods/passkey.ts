import { z } from 'zod';
import { assertion } from '../../http/webauthn.ts';

export const passkeyCredentials = z.strictObject({
  assertion: assertion
    .describe('What `navigator.credentials.get` gave for the challenge, as JSON. Left out: the challenge is asked for.')
    .optional(),
});
