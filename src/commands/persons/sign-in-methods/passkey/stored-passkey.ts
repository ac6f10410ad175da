import type { CommandDeps } from '../../../command-deps.ts';
import { runApart } from '../../../../database/prepared-statement.ts';
import { openInRow } from '../../../../entities/columns/row-bound.ts';
import type { Keyring } from '../../../../security/keyring.ts';

/** What a passkey is checked with: the secret of its sign-in method, as JSON. */
export interface PasskeySecret {
  credentialId: string;
  /** COSE key, base64url. */
  publicKey: string;
  transports: string[];
  aaguid: string;
  /** `multiDevice`: it can be copied to another device, such as by a password manager. */
  deviceType: 'singleDevice' | 'multiDevice';
  backedUp: boolean;
}

/** A passkey and whose it is. */
export interface StoredPasskey extends PasskeySecret {
  id: string;
  personId: string;
  counter: number;
}

const findById = `select id, person_id as "personId", secret, counter from sign_in_method
  where lookup_hash = ? and type = 'passkey' and status <> 'pending' and (due_at is null or due_at > ?)`;

/** What a passkey is found by. */
export function hashCredentialId(keyring: Keyring, credentialId: string): Buffer {
  return keyring.lookupHash(credentialId, 'sign_in_method.passkey');
}

/** What an authenticator knows a person by (WebAuthn `user.id`): says nothing about them, and is the same at each of their passkeys. */
export function userHandleOf(keyring: Keyring, personId: string): string {
  return keyring.lookupHash(personId, 'passkey.user_handle').toString('base64url');
}

/** The passkey with a credential id, which the authenticator chose; undefined for an unknown one. */
export async function findPasskey(
  deps: Pick<CommandDeps, 'em' | 'clock' | 'keyring'>,
  credentialId: string,
): Promise<StoredPasskey | undefined> {
  const [row] = await runApart<{ id: string; personId: string; secret: Buffer; counter: string }>(deps, {
    sql: findById,
    parameters: [hashCredentialId(deps.keyring, credentialId), deps.clock()],
  });
  if (!row) return undefined;
  const { id, personId, secret, counter } = row;
  return { ...openPasskey(deps.keyring, id, secret), id, personId, counter: Number(counter) };
}

export function openPasskey(keyring: Keyring, id: string, secret: Buffer): PasskeySecret {
  return JSON.parse(openInRow(keyring, 'sign_in_method.secret', id, secret)) as PasskeySecret;
}
