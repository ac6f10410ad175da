import { z } from 'zod';
import { checkCertificate } from '../../../domain/configuration/check-certificate.ts';
import { isExportable } from '../../../domain/configuration/exportable-text.ts';
import { identifier as idText } from '../../text.ts';
import { checked, nameText, webUrl } from '../fields.ts';

/** It stands in paths, in the app and in the export. */
const identifier = z.string().regex(/^[A-Za-z0-9][\w.-]{0,63}$/);

/** Web address, or an address of the app's own scheme; never what a browser would run. */
const redirectUrl = checked(z.string().max(2048), (text) => {
  const url = /^[\x21-\x7e]+$/.test(text) && isExportable(text) ? URL.parse(text) : null;
  const isUsable = url !== null && !/^(javascript|data|vbscript|file|blob):$/.test(url.protocol);
  return isUsable ? undefined : { code: 'invalid_url', message: 'This is not an address an app can be called by.' };
});

/** Schemes that are no app's: an OTP goes with the link, so nothing of it may travel readable, run in a browser, or end up with another program. */
const notOfApps = /^(http|ws|wss|ftp|ftps|about|view-source|filesystem|mailto|sms|tel|intent|content):$/;

/** An OTP goes behind its `#`, so it has none. */
const appLinkUrl = checked(redirectUrl, (text) => {
  if (text.includes('#')) return { code: 'invalid_url', message: 'The part behind # is where the OTP goes.' };
  const isOfAnApp = !notOfApps.test(URL.parse(text)?.protocol ?? '');
  return isOfAnApp ? undefined : { code: 'invalid_url', message: 'An OTP goes with this link: https, or a scheme of the app\'s own.' };
});

const gatewayUrl = webUrl({ http: true }).refine(isExportable);

const certificates = z
  .array(z.strictObject({ name: z.string().regex(/^[A-Za-z0-9][\w.-]{0,99}$/), pem: checked(z.string().max(60_000), checkCertificate) }))
  .max(20)
  .refine((list) => new Set(list.map(({ name }) => name.toLowerCase())).size === list.length);

const fields = {
  redirect_url: redirectUrl.nullish(),
  app_link_url: appLinkUrl.nullish(),
  resource_gateway_base_urls: z.array(gatewayUrl).max(20).optional(),
  certificates: certificates.optional(),
  max_pin_attempts: z.number().int().min(0).max(100).optional(),
  pin_enabled: z.boolean().optional(),
  fingerprint_enabled: z.boolean().optional(),
  custom_authenticator_enabled: z.boolean().optional(),
};

export const createApplicationBody = z.strictObject({ ...fields, identifier, name: nameText });
/** What is read-only may come back as it was read. */
export const changeApplicationBody = z.strictObject({ ...fields, name: nameText.optional(), identifier: z.string().optional(), server_key_fingerprint: z.string().optional() });

export const applicationParams = z.object({ identifier: idText(128) });

export const rotateServerKeyBody = z.strictObject({
  /** Hours in which apps may go on with the old key; 0 = it is refused at once. */
  accepted_for_hours: z.number().int().min(0).max(8760).default(720),
  /** The key to replace, so that a repeated request does not replace the new one too. */
  server_key_fingerprint: z.string().regex(/^[0-9a-f]{64}$/).optional(),
});

export const rotatedServerKeyAnswer = z.object({ server_key_fingerprint: z.string(), former_accepted_until: z.string() });

export const applicationAnswer = z.object({
  identifier: z.string(),
  name: z.string(),
  redirect_url: z.string().nullable(),
  app_link_url: z.string().nullable(),
  resource_gateway_base_urls: z.array(z.string()),
  certificates: z.array(z.object({ name: z.string(), pem: z.string() })),
  max_pin_attempts: z.number(),
  pin_enabled: z.boolean(),
  fingerprint_enabled: z.boolean(),
  custom_authenticator_enabled: z.boolean(),
  server_key_fingerprint: z.string(),
});
