import { Webhook, WebhookVerificationError } from 'standardwebhooks';
import type { ReceivedCallback } from '../../support/connections/callback-receiver.ts';

/**
 * Verifies as a receiver that uses the Standard Webhooks library does.
 * @param secret `whsec_` followed by base64.
 */
export function isSignedBy(secret: string, { headers, body }: ReceivedCallback): boolean {
  try {
    new Webhook(secret).verify(body, headers as Record<string, string>);
    return true;
  } catch (error) {
    if (error instanceof WebhookVerificationError) return false;
    throw error;
  }
}
