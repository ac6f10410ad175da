import { z } from 'zod';
import { checkSigningSecret } from '../../../domain/configuration/check-signing-secret.ts';
import { secret } from '../../secret.ts';
import { identifier } from '../../text.ts';
import { checked, webUrl } from '../fields.ts';

/** Compared exactly with what sites send, so it is kept as it comes. */
const url = webUrl({ http: true });

const fields = {
  /** HTTP Basic ends it at a colon. */
  username: identifier(128).refine((name) => !name.includes(':')).nullish(),
  password: secret(identifier(256).nullish()),
  signing_secret: secret(checked(z.string().max(256), checkSigningSecret).nullish()),
};

export const createCallbackEndpointBody = z.strictObject({ ...fields, url });
/** What is read-only may come back as it was read. */
export const changeCallbackEndpointBody = z.strictObject({ ...fields, url: url.optional(), id: z.string().optional(), signed: z.boolean().optional() });

export const callbackEndpointParams = z.object({ id: z.string().max(64) });

/** Neither the password nor the signing secret: `signed` tells whether there is one. */
export const callbackEndpointAnswer = z.object({
  id: z.string(),
  url: z.string(),
  username: z.string().nullable(),
  signed: z.boolean(),
});
