import { isIP } from 'node:net';
import { z } from 'zod';
import { secret } from '../../secret.ts';
import { identifier } from '../../text.ts';
import { checked } from '../fields.ts';

const label = '[A-Za-z0-9](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9])?';
const name = new RegExp(`^${label}(?:\\.${label})*$`);
const suffix = new RegExp(`^(?:\\.${label})+$`);
const isHost = (text: string): boolean => isIP(text) !== 0 || name.test(text);

const host = checked(z.string().max(253), (text) => (isHost(text) ? undefined : { code: 'invalid_host', message: 'A host is a name or an address, without scheme and port.' }));
const directHost = checked(z.string().max(253), (text) => (isHost(text) || suffix.test(text) ? undefined : { code: 'invalid_host', message: 'This is a name, the end of names (".example.com") or an address.' }));

const fields = {
  host: host.nullish(),
  port: z.number().int().min(1).max(65_535).nullish(),
  /** HTTP Basic ends it at a colon. */
  username: identifier(128).refine((text) => !text.includes(':')).nullish(),
  password: secret(identifier(256).nullish()),
  preemptive: z.boolean().optional(),
  direct_hosts: z.array(directHost).max(100).optional(),
};

/** What is read-only may come back as it was read. */
const readOnly = { source: z.string().optional(), password_set: z.boolean().optional() };

export const replaceProxyBody = z.strictObject({ ...fields, ...readOnly, enabled: z.boolean() });
export const changeProxyBody = z.strictObject({ ...fields, ...readOnly, enabled: z.boolean().optional() });

/** Not the password: `password_set` tells whether there is one. */
export const proxyAnswer = z.object({
  source: z.enum(['configuration', 'environment', 'none']),
  enabled: z.boolean(),
  host: z.string().nullable(),
  port: z.number().nullable(),
  username: z.string().nullable(),
  password_set: z.boolean(),
  preemptive: z.boolean(),
  direct_hosts: z.array(z.string()),
});
