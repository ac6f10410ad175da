import { randomBytes } from 'node:crypto';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The generated secrets of an embedded stack; stored, so that the next start can read its own data. */
export interface StackSecrets {
  /** `COUNTERSIGN_KEYRING`; the first key is the current one; 32 bytes each in base64. */
  keyring: { id: string; key: string }[];
  postgres: { superuserPassword: string; password: string; runningPassword: string; maintenancePassword: string };
  /** The API clients of the demonstration configuration. */
  clients: DemonstrationClients;
}

export interface DemonstrationClients {
  mobile_authentication: ClientCredentials;
  end_user: ClientCredentials;
  /** For configuration, events and token introspection. */
  administration: ClientCredentials;
  /** The OAuth client of the shop, by which its customers sign in. */
  shop: ClientCredentials;
}

export interface ClientCredentials {
  id: string;
  secret: string;
}

/** Reads `<data>/secrets.json` (mode 0600), and generates missing secrets: all of them the first time. */
export function loadSecrets(dataFolder: string): StackSecrets {
  const path = join(dataFolder, 'secrets.json');
  const known = readSecrets(path);
  const generated = generateSecrets();
  const secrets = {
    ...generated,
    ...known,
    postgres: { ...generated.postgres, ...known?.postgres },
    clients: { ...generated.clients, ...known?.clients },
  };
  if (JSON.stringify(secrets) !== JSON.stringify(known)) writePrivateFile(path, JSON.stringify(secrets, null, 2));
  return secrets;
}

function readSecrets(path: string): Partial<StackSecrets> | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Partial<StackSecrets>;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    return undefined;
  }
}

/** Writes a file that only its owner can read; by rename, so that it is never half written. */
export function writePrivateFile(path: string, content: string): void {
  const unfinished = `${path}.${process.pid}`;
  writeFileSync(unfinished, content, { mode: 0o600 });
  renameSync(unfinished, path);
}

function generateSecrets(): StackSecrets {
  return {
    keyring: [{ id: 'k1', key: randomBytes(32).toString('base64') }],
    postgres: {
      superuserPassword: token(),
      password: token(),
      runningPassword: token(),
      maintenancePassword: token(),
    },
    clients: {
      mobile_authentication: { id: 'demo-shop', secret: token() },
      end_user: { id: 'demo-shop-users', secret: token() },
      administration: { id: 'demo-administration', secret: token() },
      shop: { id: 'northwind-shop', secret: token() },
    },
  };
}

function token(): string {
  return randomBytes(24).toString('base64url');
}
