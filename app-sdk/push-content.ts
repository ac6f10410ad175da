import { CountersignError } from './errors.ts';

/** The content of a push of this protocol. */
export type PushContent =
  | { kind: 'push-enrollment'; profileId: string; enrollmentId: string; nonce: string }
  | { kind: 'transaction'; profileId: string; transactionId: string; message: string };

/**
 * Reads the `content` of a push. A push proves nothing by itself, so the app asks the server about its content.
 *
 * @throws CountersignError `unknown_push`
 */
export function readPushContent(content: Record<string, string>): PushContent {
  const profileId = take(content, 'og_profile_id');
  if (content.og_push_enrollment_id !== undefined) {
    return {
      kind: 'push-enrollment',
      profileId,
      enrollmentId: take(content, 'og_push_enrollment_id'),
      nonce: take(content, 'og_nonce'),
    };
  }
  return {
    kind: 'transaction',
    profileId,
    transactionId: take(content, 'og_transaction_id'),
    message: content.og_message ?? '',
  };
}

function take(content: Record<string, string>, name: string): string {
  const value: unknown = content[name];
  if (typeof value !== 'string' || value === '')
    throw new CountersignError('unknown_push', { detail: `"${name}" is missing` });
  return value;
}
