import { generateKeyPairSync, randomBytes } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import path from 'node:path';
import { readOptionalFile, writePrivateFile } from './private-files.ts';

/** The credentials that an operator gets from Google, Apple, Twilio, an SMS gateway and a mail provider, in their formats; stored as `credentials.json`. */
export interface SandboxCredentials {
  fcm_service_account: {
    type: 'service_account';
    project_id: string;
    private_key_id: string;
    private_key: string;
    client_email: string;
    token_uri: string;
  };
  apns: { team_id: string; key_id: string; p8: string };
  twilio: { account_sid: string; auth_token: string; from_number: string };
  /** Twilio's WhatsApp sender, and its approved authentication template by language. */
  whatsapp: { from_number: string; content_sids: Record<'en' | 'nl', string> };
  /** The HTTP SMS gateway. */
  sms_gateway: { url: string; signing_secret: string };
  /** The submission server: STARTTLS on one port, implicit TLS on the other. */
  smtp: { host: string; starttls_port: number; tls_port: number; username: string; password: string };
}

/** The addresses that a start listens on. */
export interface SandboxAddresses {
  httpsUrl: string;
  host: string;
  smtpPort: number;
  smtpsPort: number;
}

const fileName = 'credentials.json';

/** Reads the credentials stored in `folder`, or creates them. They are complete after `publishCredentials` has set the addresses. */
export async function loadCredentials(folder: string): Promise<SandboxCredentials> {
  const kept = await readOptionalFile(folder, fileName);
  // A file of an earlier version lacks the services that were added later.
  return kept === undefined
    ? createCredentials()
    : { ...newServices(), ...(JSON.parse(kept) as Omit<SandboxCredentials, keyof ReturnType<typeof newServices>>) };
}

/** Sets the addresses of this start in the credentials and writes them to `folder`. */
export async function publishCredentials(
  folder: string,
  credentials: SandboxCredentials,
  { httpsUrl, host, smtpPort, smtpsPort }: SandboxAddresses,
): Promise<void> {
  credentials.fcm_service_account.token_uri = `${httpsUrl}/token`;
  credentials.sms_gateway.url = `${httpsUrl}/sms-gateway/messages`;
  Object.assign(credentials.smtp, { host, starttls_port: smtpPort, tls_port: smtpsPort });
  await writePrivateFile(path.join(folder, fileName), `${JSON.stringify(credentials, null, 2)}\n`);
}

function createCredentials(): SandboxCredentials {
  const google = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const apple = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return {
    fcm_service_account: {
      type: 'service_account',
      project_id: 'countersign-sandbox',
      private_key_id: randomBytes(20).toString('hex'),
      private_key: toPem(google.privateKey),
      client_email: 'push@countersign-sandbox.iam.gserviceaccount.com',
      token_uri: '',
    },
    apns: { team_id: appleId(), key_id: appleId(), p8: toPem(apple.privateKey) },
    // A number of the range that Ofcom reserves for drama, which has no subscribers.
    twilio: {
      account_sid: `AC${randomBytes(16).toString('hex')}`,
      auth_token: randomBytes(16).toString('hex'),
      from_number: '+447700900100',
    },
    ...newServices(),
  };
}

/** The credentials of services that later versions added. */
function newServices(): Pick<SandboxCredentials, 'whatsapp' | 'sms_gateway' | 'smtp'> {
  return {
    whatsapp: { from_number: '+447700900101', content_sids: { en: contentSid(), nl: contentSid() } },
    sms_gateway: { url: '', signing_secret: `whsec_${randomBytes(32).toString('base64')}` },
    smtp: {
      host: '',
      starttls_port: 0,
      tls_port: 0,
      username: 'countersign',
      password: randomBytes(16).toString('base64url'),
    },
  };
}

function contentSid(): string {
  return `HX${randomBytes(16).toString('hex')}`;
}

function toPem(key: KeyObject): string {
  return key.export({ type: 'pkcs8', format: 'pem' }).toString();
}

function appleId(): string {
  const letters = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789';
  return Array.from(randomBytes(10), (byte) => letters[byte % letters.length]).join('');
}
