import { randomBytes } from 'node:crypto';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What one embedded stack generated for itself; kept, so that the next start can read its own data. */
export interface StackSecrets {
  /** `COUNTERSIGN_KEYRING`; the first key is the current one, 32 bytes each in base64. */
  keyring: { id: string; key: string }[];
  postgres: { superuserPassword: string; password: string };
  /** The API clients that the demonstration configuration holds. */
  clients: DemonstrationClients;
  /** Who can sign in to the admin API of the demonstration: one of each role. */
  operators: DemonstrationOperators;
}

export interface DemonstrationClients {
  mobile_authentication: ClientCredentials;
  end_user: ClientCredentials;
  /** Configuration, events and token introspection. */
  administration: ClientCredentials;
}

export interface DemonstrationOperators {
  admin: OperatorCredentials;
  operator: OperatorCredentials;
  helpdesk: OperatorCredentials;
}

export interface OperatorCredentials {
  username: string;
  password: string;
}

export interface ClientCredentials {
  id: string;
  secret: string;
}

/** Reads `<data>/secrets.json` (mode 0600), generating what is not there: all of it the first time. */
export function loadSecrets(dataFolder: string): StackSecrets {
  const path = join(dataFolder, 'secrets.json');
  const known = readSecrets(path);
  const generated = generateSecrets();
  const secrets = { ...generated, ...known, clients: { ...generated.clients, ...known?.clients }, operators: { ...generated.operators, ...known?.operators } };
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

/** Writes a file that only its owner reads; by rename, so that it is either the old one or the new one. */
export function writePrivateFile(path: string, content: string): void {
  const unfinished = `${path}.${process.pid}`;
  writeFileSync(unfinished, content, { mode: 0o600 });
  renameSync(unfinished, path);
}

function generateSecrets(): StackSecrets {
  return {
    keyring: [{ id: 'k1', key: randomBytes(32).toString('base64') }],
    postgres: { superuserPassword: token(), password: token() },
    clients: {
      mobile_authentication: { id: 'demo-shop', secret: token() },
      end_user: { id: 'demo-shop-users', secret: token() },
      administration: { id: 'demo-administration', secret: token() },
    },
    operators: {
      admin: { username: 'admin', password: token() },
      operator: { username: 'operator', password: token() },
      helpdesk: { username: 'helpdesk', password: token() },
    },
  };
}

function token(): string {
  return randomBytes(24).toString('base64url');
}
