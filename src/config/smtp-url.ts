import { readCredentials } from './url-credentials.ts';

/** Where an SMTP server is, and by which account it knows us. */
export interface SmtpAddress {
  host: string;
  port: number;
  /** `starttls`: encrypted before anything else is said. */
  security: 'starttls' | 'tls';
  credentials?: { username: string; password: string };
}

/** A server written as a URL, `smtp://user:password@host:587` (STARTTLS, demanded) or `smtps://...:465`; undefined for what is none. */
export function readSmtpUrl(text: string): SmtpAddress | undefined {
  const url = URL.parse(text);
  if (url === null || !['smtp:', 'smtps:'].includes(url.protocol) || url.hostname === '') return undefined;
  if (!['', '/'].includes(url.pathname) || url.search !== '' || url.hash !== '') return undefined;
  const credentials = readCredentials(url);
  if (!credentials || (credentials.username === '') !== (credentials.password === '')) return undefined;
  const isTls = url.protocol === 'smtps:';
  return {
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: Number(url.port || (isTls ? 465 : 587)),
    security: isTls ? 'tls' : 'starttls',
    ...(credentials.username === '' ? {} : { credentials }),
  };
}
