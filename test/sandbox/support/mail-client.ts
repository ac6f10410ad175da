import { createTransport } from 'nodemailer';
import type { SendMailOptions, SentMessageInfo } from 'nodemailer';
import type { Sandbox } from '../../../sandbox/start-sandbox.ts';

export interface MailClientChange {
  isTlsAtOnce?: boolean;
  ignoreTls?: boolean;
  user?: { user: string; pass: string };
}

/** Sends one mail to the sandbox by SMTP. */
export async function sendMail(
  { credentials: { smtp }, caPem }: Pick<Sandbox, 'credentials' | 'caPem'>,
  mail: SendMailOptions,
  { isTlsAtOnce = false, ignoreTls = false, user }: MailClientChange = {},
): Promise<SentMessageInfo> {
  const transport = createTransport({
    host: smtp.host,
    port: isTlsAtOnce ? smtp.tls_port : smtp.starttls_port,
    secure: isTlsAtOnce,
    ignoreTLS: ignoreTls,
    requireTLS: !isTlsAtOnce && !ignoreTls,
    tls: { ca: caPem },
    auth: user ?? { user: smtp.username, pass: smtp.password },
  });
  try {
    return await transport.sendMail({ from: 'Shop <no-reply@shop.example>', subject: 'Hello', text: 'Hello', ...mail });
  } finally {
    transport.close();
  }
}
