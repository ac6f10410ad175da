import { z } from 'zod';

export const transactionParams = z.object({ id: z.uuid().toLowerCase() });
export const emptyBody = z.strictObject({});
/** Armored OpenPGP: how long it may be is the key's business. */
export const messageBody = z.strictObject({ message: z.string() });
export const claimBody = z.strictObject({ otp: z.string().min(1).max(1024) });
export const claimedAnswer = z.object({ transaction_id: z.string() });
export const messageAnswer = z.object({ message: z.string() });
export const decidedAnswer = z.object({ transaction_id: z.string(), status: z.enum(['authenticated', 'not_authenticated']) });

export const openTransactions = z.object({
  transactions: z.array(
    z.object({ transaction_id: z.string(), type: z.string(), method: z.string(), created_at: z.string(), expires_at: z.string(), fetched: z.boolean() }),
  ),
  server_key_fingerprint: z.string().optional(),
});
