import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { readNetwork } from './networks.ts';
import { readProxyUrl } from './proxy-address.ts';
import { readSmtpUrl } from './smtp-url.ts';

export const flag = z.enum(['true', 'false']).transform((value) => value === 'true');
export const port = z
  .string()
  .regex(/^\d{1,5}$/, 'is not a port')
  .transform(Number)
  .pipe(z.number().max(65_535));
/** An origin as browsers write it: nothing after the host and port. */
export const origin = z
  .string()
  .refine(
    (url) => /^https?:/.test(url) && URL.parse(url)?.origin === url,
    'is not an origin (scheme, host and port only)',
  );
export const list = z.string().transform((value) =>
  value
    .split(',')
    .map((item) => item.trim())
    .filter(Boolean),
);
const json = z.string().transform((text, context) => {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    context.addIssue({ code: 'custom', message: 'is not JSON' });
    return z.NEVER;
  }
});
export const keys = json.pipe(
  z
    .array(
      z.object({
        id: z.string().regex(/^[\w-]{1,32}$/),
        key: z.base64().refine((key) => Buffer.from(key, 'base64').length === 32, 'is not 32 bytes'),
      }),
    )
    .min(1)
    .refine(isUnambiguous, 'has two keys under one id'),
);

/** A rotation begins with one key both first and last (docs/operations.md). */
function isUnambiguous(entries: readonly { id: string; key: string }[]): boolean {
  return entries.every(({ id, key }) => entries.every((other) => other.id !== id || other.key === key));
}

/** Without TLS parameters: the pool would ignore them and the LISTEN connection would follow them. */
export const databaseUrl = z
  .url({ protocol: /^postgres(ql)?$/ })
  .refine(
    (url) => ![...(URL.parse(url)?.searchParams.keys() ?? [])].some((name) => name.startsWith('ssl')),
    'has TLS parameters: use COUNTERSIGN_DATABASE_TLS and its companions',
  );
/** The text of a PEM file. */
export const pemFile = z.string().transform((path, context) => {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    context.addIssue({ code: 'custom', message: `names ${path}, which cannot be read (${code})` });
    return z.NEVER;
  }
});

export const builtPages = z
  .string()
  .refine(
    (folder) => existsSync(join(folder, 'index.html')),
    'names a folder without a build of the pages (index.html)',
  );

const parsedBy = <Read>(read: (text: string) => Read | undefined, message: string) =>
  z.string().transform((text, context) => {
    const value = read(text);
    if (value !== undefined) return value;
    context.addIssue({ code: 'custom', message });
    return z.NEVER;
  });
export const networkOrAddress = parsedBy(readNetwork, 'names what is no address and no network (10.0.0.0/24)');
export const proxyAddress = parsedBy(readProxyUrl, 'is not a URL of a proxy (http://user:password@host:port)');
export const smtpAddress = parsedBy(readSmtpUrl, 'is not a URL of a mail server (smtp://user:password@host:587)');
/** Without a name, and without anything that could end a header or a command. */
export const mailAddress = z.string().regex(/^[\w.+-]{1,64}@[A-Za-z0-9.-]{1,189}$/, 'is not an e-mail address');

export const contentSids = json.pipe(
  z.record(z.string().regex(/^[a-z]{2,3}(-[a-z0-9]{1,8})*$/), z.string().regex(/^HX[0-9a-f]{32}$/i)),
);
