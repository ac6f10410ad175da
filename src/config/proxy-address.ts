/** Where an HTTP proxy is, and by which name it knows us. */
export interface ProxyAddress {
  host: string;
  port: number;
  /** TLS to the proxy itself. */
  isTls: boolean;
  credentials?: { username: string; password: string };
}

/** A proxy written as a URL, `http://user:password@host:port`; undefined for what is none. */
export function readProxyUrl(text: string): ProxyAddress | undefined {
  const url = URL.parse(text);
  if (url === null || !['http:', 'https:'].includes(url.protocol) || (url.password !== '' && url.username === '')) return undefined;
  const isTls = url.protocol === 'https:';
  const [username, password] = [decode(url.username), decode(url.password)];
  if (username === undefined || password === undefined) return undefined;
  return {
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: Number(url.port || (isTls ? 443 : 80)),
    isTls,
    ...(username === '' ? {} : { credentials: { username, password } }),
  };
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
