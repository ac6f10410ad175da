import { ClientPool } from '../connection/client-pool.ts';
import { createProviderNetwork } from '../connection/provider-network.ts';
import type { NetworkSettings } from '../connection/provider-network.ts';
import { SendOnce } from '../send-once.ts';
import type { EmailMessage, EmailResult, EmailSender } from './email-sender.ts';
import { createSmtpClient } from './smtp-client.ts';
import type { SmtpClient } from './smtp-client.ts';
import { presentSmtpFailure } from './smtp-refusal.ts';
import type { SmtpSource } from './smtp-settings.ts';

/** One address: nothing that ends a line, separates addresses or puts a name beside one. */
const plainAddress = /^[^\s\p{C}<>()[\]\\,;:"@]{1,64}@[a-z0-9.-]{1,253}$/u;

/**
 * Mails through the server that is in force when they are sent, at most one for each idempotency key of this process. When the server
 * changes, the next mail goes by the new one, and what is under way by the old one is finished. Without a server every mail is refused
 * as `not_configured`.
 * @throws the system's error when `certificateAuthorityPem` is not a certificate.
 */
export function createEmailSender(settings: NetworkSettings, findServer: SmtpSource): EmailSender {
  const sentMails = new SendOnce<EmailResult>();
  const clients = new ClientPool<SmtpClient>();
  const networks = {
    guarded: createProviderNetwork(settings, { isGuarded: true }),
    open: createProviderNetwork(settings),
  };

  const { extraWaitMs = 0 } = settings;
  const send = async (message: EmailMessage, options: { timeoutMs: number }): Promise<EmailResult> => {
    if (!plainAddress.test(message.to)) return refuse('invalid_recipient', 'not one plain address');
    if (/\p{C}/u.test(message.subject)) return refuse('rejected', 'a control character in the subject');
    const server = await findServer().catch(() => 'unknown' as const);
    if (server === 'unknown')
      return { ...refuse('not_configured', 'the server in force cannot be told'), retryable: true };
    if (server === undefined) return refuse('not_configured', 'no mail server is configured');
    try {
      const connector = await (server.isGuarded ? networks.guarded : networks.open).connector();
      const create = () => createSmtpClient(server, connector, extraWaitMs);
      return await clients.use('smtp', [server, connector.route], create, (client) => client.send(message, options));
    } catch (error) {
      return presentSmtpFailure(error, { isWhole: false });
    }
  };
  return {
    send: (message, { timeoutMs }) =>
      sentMails.once(message.idempotencyKey, () => send(message, { timeoutMs: timeoutMs + extraWaitMs })),
    close: () => clients.close(),
  };
}

function refuse(code: 'invalid_recipient' | 'rejected' | 'not_configured', detail: string) {
  return { status: 'refused', code, detail: `smtp: ${detail}`, retryable: false } as const;
}
