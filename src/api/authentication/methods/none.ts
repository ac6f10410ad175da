import { z } from 'zod';

/** Of methods that need nothing but the flow. */
export const noCredentials = z.strictObject({});
