import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { answersAt, startUntilReady, type Child } from '../processes/child.ts';
import type { Ports } from '../ports.ts';
import type { ProcessRecord } from '../processes/process-record.ts';
import { inCheckout } from './checkout.ts';

export interface SandboxOptions {
  dataFolder: string;
  ports: Pick<Ports, 'sandboxControl' | 'sandboxApns' | 'sandboxHttps' | 'sandboxSmtp' | 'sandboxSmtps'>;
  record: ProcessRecord;
  signal?: AbortSignal | undefined;
}

/** The addresses and credentials of the provider sandbox; plain data. */
export interface Sandbox {
  controlUrl: string;
  apnsUrl: string;
  /** URL of FCM, Google's token endpoint and Twilio. */
  httpsUrl: string;
  /** Host and port of SMTP with STARTTLS. */
  smtpAddress: string;
  /** The certificate authority of the two TLS addresses, as a PEM file. */
  caFile: string;
  credentials: SandboxCredentials;
}

/** The content of the sandbox's `credentials.json`. */
export interface SandboxCredentials {
  fcm_service_account: Record<string, string>;
  apns: { team_id: string; key_id: string; p8: string };
  twilio: { account_sid: string; auth_token: string; from_number: string };
  whatsapp: { from_number: string; content_sids: Record<'en' | 'nl', string> };
  sms_gateway: { url: string; signing_secret: string };
  smtp: { host: string; starttls_port: number; tls_port: number; username: string; password: string };
}

/** Starts the simulation of APNs, FCM, Twilio and a mail provider. */
export async function startSandbox({
  dataFolder,
  ports,
  record,
  signal,
}: SandboxOptions): Promise<{ child: Child; sandbox: Sandbox }> {
  const controlUrl = `http://127.0.0.1:${ports.sandboxControl}`;
  const child = await startUntilReady(
    {
      name: 'provider sandbox',
      command: process.execPath,
      args: [inCheckout('sandbox/main.ts'), ...portArguments(ports), '--data', dataFolder],
      env: process.env,
      logFile: join(dataFolder, 'logs', 'sandbox.log'),
      stopSignal: 'SIGTERM',
      stopGraceMs: 2_000,
      record,
    },
    answersAt(`${controlUrl}/health`),
    { timeoutMs: 180_000, signal },
  );
  const folder = join(dataFolder, 'sandbox');
  const sandbox = {
    controlUrl,
    apnsUrl: `https://127.0.0.1:${ports.sandboxApns}`,
    httpsUrl: `https://127.0.0.1:${ports.sandboxHttps}`,
    smtpAddress: `127.0.0.1:${ports.sandboxSmtp}`,
    caFile: join(folder, 'ca.pem'),
    credentials: JSON.parse(readFileSync(join(folder, 'credentials.json'), 'utf8')) as SandboxCredentials,
  };
  return { child, sandbox };
}

function portArguments(ports: SandboxOptions['ports']): string[] {
  return [
    ...['--control-port', String(ports.sandboxControl)],
    ...['--apns-port', String(ports.sandboxApns)],
    ...['--https-port', String(ports.sandboxHttps)],
    ...['--smtp-port', String(ports.sandboxSmtp)],
    ...['--smtps-port', String(ports.sandboxSmtps)],
  ];
}
