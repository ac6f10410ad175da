import canonicalize from 'canonicalize';
import { equalBytes } from './keyring.ts';
import type { Keyring } from './keyring.ts';

/**
 * Seals an update of a workflow: only who has the keyring can say what the API has found out, such as that a code was right.
 * @param name of the update, such as `verifyCode`.
 * @returns the content with its seal.
 */
export function sealUpdate<Content extends { workflowId: string }>(
  keyring: Keyring,
  name: string,
  content: Content,
): Content & { seal: string } {
  return { ...content, seal: macOf(keyring, name, content).toString('base64url') };
}

/** Whether an update is as the API sealed it. */
export function isSealed(keyring: Keyring, name: string, update: { seal: string }): boolean {
  const { seal, ...content } = update;
  return equalBytes(Buffer.from(String(seal)), Buffer.from(macOf(keyring, name, content).toString('base64url')));
}

/** By the key that stays: what is sealed before a rotation is recorded after it. */
function macOf(keyring: Keyring, name: string, content: object): Buffer {
  return keyring.mac('update', canonicalize({ name, content }) as string, keyring.oldestId);
}
