import { createServer } from 'node:http';
import { isIPv6 } from 'node:net';
import path from 'node:path';
import { createApnsServer } from './apns/apns-server.ts';
import { createControlApp } from './control/control-app.ts';
import { loadCredentials, publishCredentials } from './credentials.ts';
import type { SandboxCredentials } from './credentials.ts';
import { AccessTokens } from './fcm/access-tokens.ts';
import { createFcmEndpoint } from './fcm/send-message.ts';
import { createTokenExchange } from './fcm/token-exchange.ts';
import { createGeolocationEndpoint } from './geolocation/find-place.ts';
import { createHttpsServer } from './http/https-server.ts';
import { listen } from './listen.ts';
import type { Listening } from './listen.ts';
import { createPrivateFolder } from './private-files.ts';
import { openState } from './state/sandbox-state.ts';
import { loadServerIdentity } from './tls/certificate-authority.ts';
import { createGatewayEndpoint } from './sms-gateway/take-message.ts';
import { createTwilioEndpoint } from './twilio/create-message.ts';

export interface SandboxOptions {
  /** The data folder; the sandbox keeps its files in `<data>/sandbox/`. */
  data: string;
  /** Address to listen on; `127.0.0.1` when absent. */
  host?: string;
  /** 0 or absent: any free port. */
  controlPort?: number;
  apnsPort?: number;
  httpsPort?: number;
}

export interface Sandbox {
  /** Plain HTTP: devices, messages, behaviour, callbacks. */
  controlUrl: string;
  apnsUrl: string;
  /** FCM, Google's token endpoint, Twilio, the SMS gateway without vendor and geolocation. */
  httpsUrl: string;
  caPem: string;
  credentials: SandboxCredentials;
  close(): Promise<void>;
}

/**
 * Starts the stand-ins for APNs, FCM and Twilio and writes `ca.pem` and `credentials.json`.
 * @throws the system's error when a port or the folder cannot be had; nothing is left running then.
 */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const host = options.host ?? '127.0.0.1';
  const folder = await createPrivateFolder(path.join(options.data, 'sandbox'));
  const [identity, credentials] = await Promise.all([loadServerIdentity(folder, host), loadCredentials(folder)]);
  const { state, close: closeState } = await openState(folder, credentials);
  const accessTokens = new AccessTokens();
  const endpoints = [createFcmEndpoint(state, accessTokens), createTokenExchange(credentials, accessTokens), createTwilioEndpoint(state), createGatewayEndpoint(state), createGeolocationEndpoint()];

  const open: Listening[] = [];
  const start = async (server: Parameters<typeof listen>[0], port = 0): Promise<number> => {
    const listening = await listen(server, port, host);
    open.push(listening);
    return listening.port;
  };
  const close = async (): Promise<void> => {
    await Promise.all(open.map((listening) => listening.close()));
    await closeState();
  };
  try {
    const authority = isIPv6(host) ? `[${host}]` : host;
    const httpsUrl = `https://${authority}:${await start(createHttpsServer(identity, state, endpoints), options.httpsPort)}`;
    await publishCredentials(folder, credentials, httpsUrl);
    const apnsUrl = `https://${authority}:${await start(createApnsServer(identity, state), options.apnsPort)}`;
    // Last: who sees the control interface answer may use everything.
    const controlUrl = `http://${authority}:${await start(createServer(createControlApp(state).callback()), options.controlPort)}`;
    return { controlUrl, apnsUrl, httpsUrl, caPem: identity.authority, credentials, close };
  } catch (error) {
    await close();
    throw error;
  }
}
