import { z } from 'zod';
import type { Evidence, SiteResult } from '../../../commands/mobile-authentication/result/find-result.ts';
import { wireMethod } from '../../../domain/configuration/mobile-authentication-types/method-names.ts';
import { methodRules } from '../../../domain/mobile-authentication/methods/all-methods.ts';
import { describeReason } from '../../../domain/mobile-authentication/status.ts';
import { publicKeyPem } from '../../../security/public-key-pem.ts';

export const transactionParams = z.object({
  transaction_id: z.string().max(64).toLowerCase().describe('Id of the transaction, from its initialisation.'),
});

export const resultQuery = z.object({
  wait: z.coerce
    .number()
    .int()
    .min(0)
    .max(60)
    .optional()
    .describe(
      'Seconds to wait for the end: the answer comes at the end of the transaction or of this time. Without it the answer comes at once.',
    ),
});

export const transactionResult = z
  .object({
    callback_uri: z.string().optional().describe('URL that is told of the end, where one was given.'),
    transaction_id: z.string().describe('Id of the transaction.'),
    user_id: z.string().optional().describe('The user: as asked, or the one who claimed the OTP.'),
    /** Epoch milliseconds: when the authentication was asked for. */
    timestamp: z.number().int().describe('When the authentication was asked for, in milliseconds since 1970.'),
    is_authenticated: z.boolean().describe('Whether the user approved.'),
    status: z
      .enum(['pending', 'authenticated', 'not_authenticated'])
      .describe('`pending` while the transaction is open.'),
    authentication_method: z
      .string()
      .optional()
      .describe('Method by which the user approved: `push`, `sms`, `otp` and so on.'),
    used_authentication_attempts: z
      .number()
      .int()
      .optional()
      .describe('Wrong factors that were tried, for a method with a factor.'),
    signature: z.string().optional().describe('Base64 of a compact JWS by the device key over what the phone showed.'),
    user_public_key: z.string().optional().describe('PEM of the public key that verifies `signature`.'),
    signature_verified: z
      .boolean()
      .optional()
      .describe('Whether the server verified `signature` when the answer came.'),
    not_authenticated_reason: z
      .object({
        reason: z
          .string()
          .describe(
            'Machine-readable reason: `not_accepted`, `expired`, `cancelled`, `failed_to_send`, `reported_by_user` and others of the contract.',
          ),
        description: z.string().describe('The same for people.'),
      })
      .optional()
      .describe('Why the user is not authenticated.'),
  })
  .meta({
    examples: [
      {
        callback_uri: 'https://shop.example.com/callbacks',
        transaction_id: '0197b2c4-5d6e-7f80-9a1b-2c3d4e5f6071',
        user_id: 'alex',
        timestamp: 1_796_030_100_000,
        is_authenticated: true,
        status: 'authenticated',
        authentication_method: 'push',
        signature: 'ZXlKaGJHY2lPaUpGVXpJMU5pSjk=',
        user_public_key: '-----BEGIN PUBLIC KEY-----',
        signature_verified: true,
      },
    ],
  });
type TransactionResult = z.output<typeof transactionResult>;

/** contract/mobile-authentication.md section 6. */
export function presentResult(row: SiteResult): TransactionResult {
  return {
    ...(row.callbackUri ? { callback_uri: row.callbackUri } : {}),
    transaction_id: row.id,
    ...(row.userId ? { user_id: row.userId } : {}),
    timestamp: row.createdAt,
    is_authenticated: row.status === 'authenticated',
    status: row.status,
    ...(row.status === 'authenticated' ? { authentication_method: wireMethod(row.method) } : {}),
    ...(methodRules[row.method].factors.length > 0 ? { used_authentication_attempts: row.attemptsUsed } : {}),
    ...(row.evidence ? presentEvidence(row.evidence) : {}),
    ...(row.reason
      ? { not_authenticated_reason: { reason: row.reason, description: describeReason(row.reason) } }
      : {}),
  };
}

/** `signature` is base64 of the compact JWS, so that the site can verify for itself what the user approved. */
function presentEvidence({ jws, publicJwk, isVerified }: Evidence) {
  return {
    signature: Buffer.from(jws).toString('base64'),
    signature_verified: isVerified,
    user_public_key: publicKeyPem(publicJwk),
  };
}
