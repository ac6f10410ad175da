import { isIP } from 'node:net';
import { z } from 'zod';
import { checked } from '../fields.ts';
import { secret } from '../../http/secret.ts';
import { identifier } from '../../http/text.ts';
import type { Environment } from '../../../config/environment.ts';
import type { OutgoingProxy } from '../../../entities/configuration/outgoing-proxy.ts';

const label = '[A-Za-z0-9](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9])?';
const name = new RegExp(`^${label}(?:\\.${label})*$`);
const suffix = new RegExp(`^(?:\\.${label})+$`);
const isHost = (text: string): boolean => isIP(text) !== 0 || name.test(text);

const host = checked(z.string().max(253), (text) =>
  isHost(text)
    ? undefined
    : { code: 'invalid_host', message: 'A host is a name or an address, without scheme and port.' },
);
const directHost = checked(z.string().max(253), (text) =>
  isHost(text) || suffix.test(text)
    ? undefined
    : { code: 'invalid_host', message: 'This is a name, the end of names (".example.com") or an address.' },
);

const fields = {
  host: host.nullish().describe('Host of the proxy; null for none.'),
  port: z.number().int().min(1).max(65_535).nullish().describe('Port of the proxy; null for none.'),
  /** Without a colon, which ends it in HTTP Basic. */
  username: identifier(128)
    .refine((text) => !text.includes(':'))
    .nullish()
    .describe('User at the proxy; null for none.'),
  password: secret(identifier(256).nullish()).describe('Password at the proxy; null for none.'),
  preemptive: z
    .boolean()
    .optional()
    .describe('Whether the credentials go with the first request instead of after a 407.'),
  direct_hosts: z
    .array(directHost)
    .max(100)
    .optional()
    .describe('Names, ends of names (`.example.com`) and addresses that are reached without the proxy.'),
};

/** Read-only fields may be sent back unchanged. */
const readOnly = {
  source: z.string().optional().describe('Where the proxy comes from. Read-only: it may be sent back as it was read.'),
  password_set: z
    .boolean()
    .optional()
    .describe('Whether there is a password. Read-only: it may be sent back as it was read.'),
};

export const replaceProxyBody = z.strictObject({
  ...fields,
  ...readOnly,
  enabled: z.boolean().describe('Whether connections go through the proxy.'),
});
export const changeProxyBody = z.strictObject({
  ...fields,
  ...readOnly,
  enabled: z.boolean().optional().describe('Whether connections go through the proxy. Without it that stays.'),
});

/** Without the password: `password_set` tells whether there is one. */
export const proxyAnswer = z.object({
  source: z.enum(['configuration', 'environment', 'none']).describe('Where the proxy comes from.'),
  enabled: z.boolean().describe('Whether connections go through the proxy.'),
  host: z.string().nullable().describe('Host of the proxy; null for none.'),
  port: z.number().nullable().describe('Port of the proxy; null for none.'),
  username: z.string().nullable().describe('User at the proxy; null for none.'),
  password_set: z.boolean().describe('Whether there is a password.'),
  preemptive: z.boolean().describe('Whether the credentials go with the first request.'),
  direct_hosts: z.array(z.string()).describe('Names, ends of names and addresses that are reached without the proxy.'),
});

type Shown = z.input<typeof proxyAnswer>;

/** The proxy in use without its password: the configured one, else the environment's. */
export function presentOutgoingProxy(row: OutgoingProxy | null, environment: Environment): Shown {
  if (!row) return presentEnvironment(environment);
  const { enabled, port = null, username = null, password, preemptive, directHosts } = row;
  return {
    source: 'configuration',
    enabled,
    host: row.host ?? null,
    port,
    username,
    password_set: Boolean(password),
    preemptive,
    direct_hosts: directHosts,
  };
}

function presentEnvironment({
  providerProxyUrl: proxy,
  providerProxyPreemptive: preemptive,
  providerProxyDirectHosts: directHosts,
}: Environment): Shown {
  return {
    source: proxy ? 'environment' : 'none',
    enabled: proxy !== undefined,
    host: proxy?.host ?? null,
    port: proxy?.port ?? null,
    username: proxy?.credentials?.username ?? null,
    password_set: proxy?.credentials !== undefined,
    preemptive,
    direct_hosts: directHosts,
  };
}
