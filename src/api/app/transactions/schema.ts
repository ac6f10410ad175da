import { z } from 'zod';

export const transactionParams = z.object({ id: z.uuid().toLowerCase().describe('Id of the transaction.') });
export const emptyBody = z.strictObject({});
/** Armored OpenPGP. Its length is limited when the message is read. */
export const messageBody = z.strictObject({
  message: z.string().describe('Armored OpenPGP message: docs/app-protocol.md says what is in it.'),
});
export const claimBody = z.strictObject({
  otp: z.string().min(1).max(1024).describe('The OTP as it was scanned or came with the link.'),
});
export const claimedAnswer = z.object({ transaction_id: z.string().describe('Id of the transaction.') });
export const messageAnswer = z.object({
  message: z.string().describe('Armored OpenPGP message: docs/app-protocol.md says what is in it.'),
});
export const decidedAnswer = z.object({
  transaction_id: z.string().describe('Id of the transaction.'),
  status: z.enum(['authenticated', 'not_authenticated']).describe('How the transaction ended.'),
});

export const openTransactions = z.object({
  transactions: z
    .array(
      z.object({
        transaction_id: z.string().describe('Id of the transaction.'),
        type: z.string().describe('Name of the mobile authentication type.'),
        method: z.string().describe('Method of the transaction, such as `PUSH` or `PUSH_WITH_PIN`.'),
        created_at: z.string().describe('When it was started (RFC 3339).'),
        expires_at: z.string().describe('When it ends without a decision (RFC 3339).'),
        fetched: z.boolean().describe('Whether its content was handed out.'),
      }),
    )
    .describe('Transactions that wait for a decision, newest first.'),
  server_key_fingerprint: z
    .string()
    .optional()
    .describe(
      'Fingerprint of the OpenPGP key that the server uses now. Another one than the app knows: fetch the keys again.',
    ),
});
