import { z } from 'zod';
import { checked, nameText, webUrl } from '../fields.ts';
import { identifier as idText } from '../../http/text.ts';
import { checkCertificate } from '../../../domain/configuration/credentials/check-certificate.ts';
import { isExportable } from '../../../domain/configuration/exportable-text.ts';
import { applicationFields, presentFields } from '../../../domain/configuration/field-names.ts';
import { urlCharacters } from '../../../domain/configuration/web-address.ts';
import type { Application } from '../../../entities/configuration/application.ts';

/** Used in paths, in the app and in the export. */
const identifier = z
  .string()
  .regex(/^[A-Za-z0-9][\w.-]{0,63}$/)
  .describe('Identifier of the application. It cannot be changed later.');

/** A web address, or an address of the app's own scheme; never a scheme that a browser executes. */
const redirectUrl = checked(z.string().max(2048), (text) => {
  const url = urlCharacters.test(text) && isExportable(text) ? URL.parse(text) : null;
  const isUsable = url !== null && !/^(javascript|data|vbscript|file|blob):$/.test(url.protocol);
  return isUsable ? undefined : { code: 'invalid_url', message: 'This is not an address an app can be called by.' };
});

/** Schemes that are refused: the link carries an OTP, so it must not be sent in clear, run in a browser or open another program. */
const notOfApps = /^(http|ws|wss|ftp|ftps|about|view-source|filesystem|mailto|sms|tel|intent|content):$/;

/** Without `#`: the OTP is appended behind it. */
const appLinkUrl = checked(redirectUrl, (text) => {
  if (text.includes('#')) return { code: 'invalid_url', message: 'The part behind # is where the OTP goes.' };
  const isOfAnApp = !notOfApps.test(URL.parse(text)?.protocol ?? '');
  return isOfAnApp
    ? undefined
    : { code: 'invalid_url', message: "An OTP goes with this link: https, or a scheme of the app's own." };
});

const gatewayUrl = webUrl({ http: true }).refine(isExportable);

const certificates = z
  .array(
    z.strictObject({
      name: z
        .string()
        .regex(/^[A-Za-z0-9][\w.-]{0,99}$/)
        .describe('Name of the certificate.'),
      pem: checked(z.string().max(60_000), checkCertificate).describe('The certificate, PEM.'),
    }),
  )
  .max(20)
  .refine((list) => new Set(list.map(({ name }) => name.toLowerCase())).size === list.length);

/** Scopes that are reserved by the authorization server. */
const reservedScopes = ['openid', 'offline_access'];

const scope = checked(z.string().regex(/^[\x21\x23-\x5b\x5d-\x7e]{1,64}$/), (name) =>
  reservedScopes.includes(name)
    ? { code: 'reserved', message: 'The authorization server uses this scope itself: apps cannot be granted it.' }
    : undefined,
);

const scopes = z
  .array(scope)
  .max(50)
  .transform((names) => [...new Set(names)]);

const fields = {
  redirect_url: redirectUrl
    .nullish()
    .describe('Address that opens the app after signing in: https, or a scheme of its own; null for none.'),
  app_link_url: appLinkUrl
    .nullish()
    .describe('Link that opens the app with an OTP behind its `#`: https, or a scheme of its own; null for none.'),
  resource_gateway_base_urls: z
    .array(gatewayUrl)
    .max(20)
    .optional()
    .describe('Base addresses of the gateways that the app calls. For the export.'),
  certificates: certificates
    .optional()
    .describe('Certificates that the app trusts for these gateways. For the export.'),
  max_pin_attempts: z
    .number()
    .int()
    .min(0)
    .max(100)
    .optional()
    .describe('Wrong PINs in a row after which a user is disconnected; 0 means that there is no limit.'),
  pin_enabled: z.boolean().optional().describe('Whether the app may use a PIN.'),
  fingerprint_enabled: z.boolean().optional().describe('Whether the app may use a fingerprint.'),
  custom_authenticator_enabled: z.boolean().optional().describe('Whether the app may use authenticators of its own.'),
  scopes: scopes.optional().describe('Scopes that the app may ask for, besides its own.'),
};

export const createApplicationBody = z.strictObject({
  ...fields,
  identifier,
  name: nameText.describe('Name of the application, for people.'),
});
/** Read-only fields may be sent back unchanged. */
export const changeApplicationBody = z.strictObject({
  ...fields,
  name: nameText.optional().describe('Name of the application, for people.'),
  identifier: z
    .string()
    .optional()
    .describe('Identifier of the application. Read-only: it may be sent back as it was read.'),
  server_key_fingerprint: z
    .string()
    .toLowerCase()
    .optional()
    .describe('Fingerprint of the OpenPGP key of the server. Read-only: it may be sent back as it was read.'),
});

export const applicationParams = z.object({ identifier: idText(128).describe('Identifier of the application.') });

export const rotateServerKeyBody = z.strictObject({
  /** Hours for which the old key is accepted; 0 = it is refused at once. */
  accepted_for_hours: z
    .number()
    .int()
    .min(0)
    .max(8760)
    .default(720)
    .describe('Hours for which apps may go on with the old key; 0 refuses it at once.'),
  /** The key to replace, so that a repeated request does not replace the new one too. */
  server_key_fingerprint: z
    .string()
    .toLowerCase()
    .regex(/^[0-9a-f]{64}$/)
    .optional()
    .describe('Fingerprint of the key to replace: a repeated request does not replace the new key too.'),
});

export const rotatedServerKeyAnswer = z.object({
  server_key_fingerprint: z.string().describe('Fingerprint of the new key.'),
  former_accepted_until: z.string().describe('When the old key is refused (RFC 3339).'),
});

export const applicationAnswer = z.object({
  identifier: z.string().describe('Identifier of the application.'),
  name: z.string().describe('Name of the application, for people.'),
  redirect_url: z.string().nullable().describe('Address that opens the app after signing in; null for none.'),
  app_link_url: z.string().nullable().describe('Link that opens the app with an OTP; null for none.'),
  resource_gateway_base_urls: z.array(z.string()).describe('Base addresses of the gateways that the app calls.'),
  certificates: z
    .array(
      z.object({
        name: z.string().describe('Name of the certificate.'),
        pem: z.string().describe('The certificate, PEM.'),
      }),
    )
    .describe('Certificates that the app trusts.'),
  max_pin_attempts: z
    .number()
    .describe('Wrong PINs in a row after which a user is disconnected; 0 means that there is no limit.'),
  pin_enabled: z.boolean().describe('Whether the app may use a PIN.'),
  fingerprint_enabled: z.boolean().describe('Whether the app may use a fingerprint.'),
  custom_authenticator_enabled: z.boolean().describe('Whether the app may use authenticators of its own.'),
  scopes: z.array(z.string()).describe('Scopes that the app may ask for, besides its own.'),
  server_key_fingerprint: z.string().describe('Fingerprint of the OpenPGP key of the server.'),
});

/** Presents an application without its private key. */
export function presentApplication(application: Application) {
  return {
    identifier: application.identifier,
    ...presentFields(applicationFields, application),
    server_key_fingerprint: application.serverKeyFingerprint,
  };
}
