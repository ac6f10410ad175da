import type { ProviderFault } from '../provider-fault.ts';
import type { SmsResult } from './sms-sender.ts';

/** Why one sender's message was not taken. */
export interface SendRefusal {
  code: ProviderFault;
  /** Codes only: a provider's own text can quote the phone number. */
  detail: string;
  /** Whether certainly nothing was sent. */
  retryable: boolean;
  /** Whether nothing was sent and another sender may succeed. */
  tryNextSender: boolean;
}

/** Requested sender ids, then the provider's own (contract/mobile-authentication.md section 5), each once. */
export function sendersInOrder(asked: readonly (string | undefined)[], own: string | undefined): string[] {
  return [...new Set([...asked, own])].filter((sender) => sender !== undefined && sender !== '') as string[];
}

/** The result of the first accepted sender, or of the one after which no other may be tried. */
export async function sendByFirstSender<Sender>(
  senders: readonly Sender[],
  send: (sender: Sender) => Promise<SmsResult | SendRefusal>,
): Promise<SmsResult> {
  let refusal: SendRefusal | undefined;
  for (const sender of senders) {
    const outcome = await send(sender);
    if ('status' in outcome) return outcome;
    refusal = outcome;
    if (!refusal.tryNextSender) break;
  }
  const { code, detail, retryable } = refusal ?? {
    code: 'not_configured' as const,
    detail: 'no sender',
    retryable: false,
  };
  return { status: 'refused', code, detail, retryable };
}
