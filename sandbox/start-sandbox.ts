import { createServer } from 'node:http';
import { isIPv6 } from 'node:net';
import path from 'node:path';
import { once } from 'node:events';
import type { AddressInfo, Server, Socket } from 'node:net';
import { createApnsServer } from './apns/apns-server.ts';
import { createControlApp } from './control/control-app.ts';
import { loadCredentials, publishCredentials } from './credentials.ts';
import type { SandboxCredentials } from './credentials.ts';
import { AccessTokens } from './fcm/access-tokens.ts';
import { createFcmEndpoint } from './fcm/send-message.ts';
import { createTokenExchange } from './fcm/token-exchange.ts';
import { createGeolocationEndpoint } from './geolocation/find-place.ts';
import { createHttpsServer, keepAliveTimeout } from './http/https-server.ts';
import { createPrivateFolder } from './private-files.ts';
import { openState } from './state/sandbox-state.ts';
import { loadServerIdentity } from './tls/certificate-authority.ts';
import { createGatewayEndpoint } from './sms-gateway/take-message.ts';
import { createSmtpServer } from './smtp/smtp-server.ts';
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
  /** SMTP with STARTTLS. */
  smtpPort?: number;
  /** SMTP over TLS. */
  smtpsPort?: number;
}

export interface Sandbox {
  /** Plain HTTP: devices, messages, mails, behaviour, callbacks; the page `/inbox` for developers. */
  controlUrl: string;
  apnsUrl: string;
  /** FCM, Google's token endpoint, Twilio, the HTTP SMS gateway and geolocation. */
  httpsUrl: string;
  smtpPort: number;
  smtpsPort: number;
  caPem: string;
  credentials: SandboxCredentials;
  close(): Promise<void>;
}

/**
 * Starts the stand-ins for APNs, FCM, Twilio and a mail provider and writes `ca.pem` and `credentials.json`.
 * @throws the system's error when a port or the folder is not available; nothing is left running then.
 */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const host = options.host ?? '127.0.0.1';
  const folder = await createPrivateFolder(path.join(options.data, 'sandbox'));
  const [identity, credentials] = await Promise.all([loadServerIdentity(folder, host), loadCredentials(folder)]);
  const { state, close: closeState } = await openState(folder, credentials);
  const accessTokens = new AccessTokens();
  const endpoints = [
    createFcmEndpoint(state, accessTokens),
    createTokenExchange(credentials, accessTokens),
    createTwilioEndpoint(state),
    createGatewayEndpoint(state),
    createGeolocationEndpoint(),
  ];

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
    const smtpPort = await start(createSmtpServer(identity, state, { isTlsAtOnce: false }), options.smtpPort);
    const smtpsPort = await start(createSmtpServer(identity, state, { isTlsAtOnce: true }), options.smtpsPort);
    await publishCredentials(folder, credentials, { httpsUrl, host, smtpPort, smtpsPort });
    const apnsUrl = `https://${authority}:${await start(createApnsServer(identity, state), options.apnsPort)}`;
    // Last, so that all servers run once the control interface answers.
    const control = createServer({ keepAliveTimeout }, createControlApp(state).callback());
    const controlUrl = `http://${authority}:${await start(control, options.controlPort)}`;
    return { controlUrl, apnsUrl, httpsUrl, smtpPort, smtpsPort, caPem: identity.authority, credentials, close };
  } catch (error) {
    await close();
    throw error;
  }
}

interface Listening {
  port: number;
  /** Closes every connection at once and stops listening. */
  close(): Promise<void>;
}

/**
 * Starts listening on `host`, on any free port when `port` is 0.
 * @throws the system's error (`EADDRINUSE`, `EACCES`) when the port is not available.
 */
async function listen(server: Server, port: number, host: string): Promise<Listening> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  server.listen(port, host);
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}
