import { z } from 'zod';
import { identifier } from '../../http/text.ts';

export const ssoCredentials = z.strictObject({
  provider: identifier(32).describe('One of the `identity_providers` of the flow.'),
});
