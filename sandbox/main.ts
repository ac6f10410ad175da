import path from 'node:path';
import { parseArgs } from 'node:util';
import { startSandbox } from './start-sandbox.ts';

const help = `Stand-ins for APNs, FCM, Twilio, an SMS gateway, a mail provider, geolocation and identity providers that speak the providers' own protocols, for development and tests.

  node sandbox/main.ts [--control-port N] [--apns-port N] [--https-port N] [--smtp-port N] [--smtps-port N] [--data DIR] [--host 127.0.0.1]

  --control-port N     plain HTTP: devices, messages, mails, behaviour, callbacks, the page /inbox, and identity providers below /identity (7120; 0 = any free port)
  --apns-port N        HTTP/2 over TLS: APNs (7121)
  --https-port N       HTTPS: FCM, Google's token endpoint, Twilio, SMS gateway, geolocation (7122)
  --smtp-port N        SMTP with STARTTLS (7123)
  --smtps-port N       SMTP over TLS (7124)
  --data DIR           keeps ca.pem, credentials.json and devices in DIR/sandbox (.data)
  --host ADDRESS       address to listen on (127.0.0.1)
  --exit-with-parent   exit when the parent process goes away
  --help               this text
`;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      'control-port': { type: 'string', default: '7120' },
      'apns-port': { type: 'string', default: '7121' },
      'https-port': { type: 'string', default: '7122' },
      'smtp-port': { type: 'string', default: '7123' },
      'smtps-port': { type: 'string', default: '7124' },
      data: { type: 'string', default: '.data' },
      host: { type: 'string', default: '127.0.0.1' },
      'exit-with-parent': { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return void process.stdout.write(help);
  const sandbox = await startSandbox({
    data: path.resolve(values.data),
    host: values.host,
    controlPort: readPort('control-port', values['control-port']),
    apnsPort: readPort('apns-port', values['apns-port']),
    httpsPort: readPort('https-port', values['https-port']),
    smtpPort: readPort('smtp-port', values['smtp-port']),
    smtpsPort: readPort('smtps-port', values['smtps-port']),
  });
  const stop = (): void => void sandbox.close().finally(() => process.exit(0));
  process.once('SIGINT', stop).once('SIGTERM', stop);
  if (values['exit-with-parent']) watchParent(stop);
  process.stdout.write(
    `sandbox ready: control ${sandbox.controlUrl}  apns ${sandbox.apnsUrl}  fcm, token, twilio ${sandbox.httpsUrl}  smtp ${sandbox.smtpPort}, ${sandbox.smtpsPort}\n`,
  );
  process.stdout.write(`credentials and authority in ${path.join(path.resolve(values.data), 'sandbox')}\n`);
}

/** Detects the end of the parent process: it holds the other end of the IPC channel or of standard input, which closes then. */
function watchParent(stop: () => void): void {
  if (process.connected) process.once('disconnect', stop);
  else process.stdin.once('end', stop).once('close', stop).resume();
}

function readPort(name: string, text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65_535) throw new Error(`--${name} must be a port, not "${text}"`);
  return port;
}

main().catch((error: unknown) => {
  const { message, code } = error as NodeJS.ErrnoException;
  const advice = code === 'EADDRINUSE' ? ' (choose another port, or 0 for any free one)' : '';
  process.stderr.write(`the sandbox cannot start: ${message}${advice}\n`);
  process.exitCode = 1;
});
