import { readCredentials } from './url-credentials.ts';

/** Address and credentials of an HTTP proxy. */
export interface ProxyAddress {
  host: string;
  port: number;
  /** TLS to the proxy itself. */
  isTls: boolean;
  credentials?: { username: string; password: string };
}

/** Parses `http://user:password@host:port`; undefined for other text. */
export function readProxyUrl(text: string): ProxyAddress | undefined {
  const url = URL.parse(text);
  if (url === null || !['http:', 'https:'].includes(url.protocol) || (url.password !== '' && url.username === ''))
    return undefined;
  const isTls = url.protocol === 'https:';
  const credentials = readCredentials(url);
  if (!credentials) return undefined;
  return {
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: Number(url.port || (isTls ? 443 : 80)),
    isTls,
    ...(credentials.username === '' ? {} : { credentials }),
  };
}
