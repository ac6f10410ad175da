import { isIP } from 'node:net';
import { z } from 'zod';
import { checked } from '../fields.ts';
import { secret } from '../../http/secret.ts';
import { identifier } from '../../http/text.ts';
import type { Environment } from '../../../config/environment.ts';
import { checkDkimKey } from '../../../domain/configuration/smtp-server/check-dkim-key.ts';
import { readEmailAddress } from '../../../domain/persons/contacts/email-address.ts';
import type { SmtpServer } from '../../../entities/configuration/smtp-server.ts';

const label = '[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?';
const hostName = new RegExp(`^${label}(?:\\.${label})*$`);

const host = checked(z.string().max(253), (text) =>
  isIP(text) !== 0 || hostName.test(text)
    ? undefined
    : { code: 'invalid_host', message: 'A host is a name or an address, without scheme and port.' },
).describe('Host of the SMTP server.');

const fromAddress = checked(z.string().max(254), (text) =>
  readEmailAddress(text) === undefined
    ? { code: 'invalid_email_address', message: 'This is not an e-mail address.' }
    : undefined,
)
  .transform((text) => readEmailAddress(text)?.address ?? text)
  .describe('Address that mails come from. A domain beyond ASCII becomes its `xn--` form.');

const domainName = checked(z.string().max(253).toLowerCase(), (text) =>
  hostName.test(text) && text.includes('.') ? undefined : { code: 'invalid_host', message: 'This is not a domain.' },
);

/** Null, which is read where there is no server, stands for a field that is not sent. */
function orNotSent<Schema extends z.ZodType>(schema: Schema) {
  return schema.nullish().transform((value) => value ?? undefined);
}

const fields = {
  port: orNotSent(z.number().int().min(1).max(65_535)).describe('Port of the SMTP server.'),
  security: orNotSent(z.enum(['starttls', 'tls', 'none'])).describe(
    '`starttls`: TLS before anything else is said; `tls`: TLS at once; `none`: in development mode alone.',
  ),
  username: identifier(255).nullish().describe('Account at the server; null for none.'),
  password: secret(identifier(256).nullish()).describe('Password of the account; null for none.'),
  from_name: identifier(128).nullish().describe('Name that mails come from; null for none.'),
  dkim_domain: domainName.nullish().describe('DKIM: the signing domain; null for no signature of ours.'),
  dkim_selector: z
    .string()
    .max(63)
    .regex(new RegExp(`^${label}$`))
    .nullish()
    .describe('DKIM: selector of the key in DNS.'),
  dkim_private_key: secret(checked(z.string().max(8192), checkDkimKey).nullish()).describe(
    'DKIM: the RSA private key in PEM, of 2048 bits or more.',
  ),
};

/** What is read-only may come back as it was read. */
const readOnly = {
  source: z.string().optional().describe('Where the server comes from. Read-only: it may be sent back as it was read.'),
  password_set: z
    .boolean()
    .optional()
    .describe('Whether there is a password. Read-only: it may be sent back as it was read.'),
  dkim_configured: z
    .boolean()
    .optional()
    .describe('Whether mails are signed. Read-only: it may be sent back as it was read.'),
};

export const replaceServerBody = z.strictObject({ ...fields, ...readOnly, host, from_address: fromAddress });
export const changeServerBody = z.strictObject({
  ...fields,
  ...readOnly,
  host: orNotSent(host).describe('Host of the SMTP server. Without it that stays.'),
  from_address: orNotSent(fromAddress).describe('Address that mails come from. Without it that stays.'),
});

/** Neither password nor key: `password_set` and `dkim_configured` tell whether there are any. */
export const serverAnswer = z.object({
  source: z.enum(['configuration', 'environment', 'none']).describe('Where the server comes from.'),
  host: z.string().nullable().describe('Host of the SMTP server; null for none.'),
  port: z.number().nullable().describe('Port of the SMTP server; null for none.'),
  security: z.enum(['starttls', 'tls', 'none']).nullable().describe('How the connection is encrypted; null for none.'),
  username: z.string().nullable().describe('Account at the server; null for none.'),
  password_set: z.boolean().describe('Whether there is a password.'),
  from_address: z.string().nullable().describe('Address that mails come from; null for none.'),
  from_name: z.string().nullable().describe('Name that mails come from; null for none.'),
  dkim_domain: z.string().nullable().describe('DKIM: the signing domain; null for none.'),
  dkim_selector: z.string().nullable().describe('DKIM: selector of the key in DNS; null for none.'),
  dkim_configured: z.boolean().describe('Whether mails are signed.'),
});

type Shown = z.input<typeof serverAnswer>;

/** The server in force without its secrets: as it is configured, else as the environment has it. */
export function presentSmtpServer(row: SmtpServer | null, environment: Environment): Shown {
  if (!row) return presentEnvironment(environment);
  return {
    source: 'configuration',
    host: row.host,
    port: row.port,
    security: row.security,
    username: row.username ?? null,
    password_set: Boolean(row.password),
    from_address: row.fromAddress,
    from_name: row.fromName ?? null,
    dkim_domain: row.dkimDomain ?? null,
    dkim_selector: row.dkimSelector ?? null,
    dkim_configured: Boolean(row.dkimPrivateKey),
  };
}

function presentEnvironment({ smtpUrl: server, smtpFromAddress, smtpFromName }: Environment): Shown {
  return {
    source: server ? 'environment' : 'none',
    host: server?.host ?? null,
    port: server?.port ?? null,
    security: server?.security ?? null,
    username: server?.credentials?.username ?? null,
    password_set: server?.credentials !== undefined,
    from_address: smtpFromAddress ?? null,
    from_name: smtpFromName ?? null,
    dkim_domain: null,
    dkim_selector: null,
    dkim_configured: false,
  };
}
