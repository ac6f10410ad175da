import { generateKeyPairSync, randomBytes } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import path from 'node:path';
import { readOptionalFile, writePrivateFile } from './private-files.ts';

/** What an operator would get from Google, Apple, Twilio and another SMS gateway: the same shapes, as `credentials.json`. */
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
  /** The gateway without vendor. */
  sms_gateway: { url: string; signing_secret: string };
}

const fileName = 'credentials.json';

/** Reads the credentials kept in `folder`, or makes them. They are of use once `publishCredentials` named the token endpoint. */
export async function loadCredentials(folder: string): Promise<SandboxCredentials> {
  const kept = await readOptionalFile(folder, fileName);
  // What a later version added is not in an older file.
  return kept === undefined ? createCredentials() : { sms_gateway: newGateway(), ...(JSON.parse(kept) as Omit<SandboxCredentials, 'sms_gateway'>) };
}

/** Names the addresses of this start in the credentials and writes them to `folder`. */
export async function publishCredentials(folder: string, credentials: SandboxCredentials, httpsUrl: string): Promise<void> {
  credentials.fcm_service_account.token_uri = `${httpsUrl}/token`;
  credentials.sms_gateway.url = `${httpsUrl}/sms-gateway/messages`;
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
    // A number of the range that Ofcom keeps for drama: it belongs to nobody.
    twilio: { account_sid: `AC${randomBytes(16).toString('hex')}`, auth_token: randomBytes(16).toString('hex'), from_number: '+447700900100' },
    sms_gateway: newGateway(),
  };
}

function newGateway(): SandboxCredentials['sms_gateway'] {
  return { url: '', signing_secret: `whsec_${randomBytes(32).toString('base64')}` };
}

function toPem(key: KeyObject): string {
  return key.export({ type: 'pkcs8', format: 'pem' }).toString();
}

function appleId(): string {
  const letters = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789';
  return Array.from(randomBytes(10), (byte) => letters[byte % letters.length]).join('');
}
