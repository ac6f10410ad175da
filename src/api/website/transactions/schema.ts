import { z } from 'zod';

export const transactionParams = z.object({ transaction_id: z.string().max(64) });

export const resultQuery = z.object({ wait: z.coerce.number().int().min(0).max(60).optional() });

export const transactionResult = z.object({
  callback_uri: z.string().optional(),
  transaction_id: z.string(),
  user_id: z.string().optional(),
  /** Epoch milliseconds of this request. */
  timestamp: z.number().int(),
  is_authenticated: z.boolean(),
  status: z.enum(['pending', 'authenticated', 'not_authenticated']),
  authentication_method: z.string().optional(),
  used_authentication_attempts: z.number().int().optional(),
  signature: z.string().optional(),
  user_public_key: z.string().optional(),
  signature_verified: z.boolean().optional(),
  not_authenticated_reason: z.object({ reason: z.string(), description: z.string() }).optional(),
});
export type TransactionResult = z.output<typeof transactionResult>;
