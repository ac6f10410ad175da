import { readKey } from 'openpgp';
import { pgpSettings } from './pgp-settings.ts';

/** What an app is built with to know its server by (contract/end-user.md section 6). */
export interface ServerPublicKey {
  /** The 32 bytes of the key in upper-case hex. */
  encoded: string;
  algorithm: 'Ed25519';
}

/** The signing key of an armored server key (decision 0038). Undefined when it is of another kind than we make. */
export async function readServerPublicKey(armoredKey: string): Promise<ServerPublicKey | undefined> {
  const key = await readKey({ armoredKey, config: pgpSettings });
  const point = (key.keyPacket.publicParams as { A?: unknown } | null)?.A;
  if (key.getAlgorithmInfo().algorithm !== 'ed25519' || !(point instanceof Uint8Array) || point.length !== 32) return undefined;
  return { encoded: Buffer.from(point).toString('hex').toUpperCase(), algorithm: 'Ed25519' };
}
