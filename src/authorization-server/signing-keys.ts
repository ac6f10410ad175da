import type { JWK } from 'jose';
import { ensureSigningKeys } from '../commands/tokens/signing-keys/ensure-signing-keys.ts';
import type { CommandDeps } from '../commands/command-deps.ts';

/** The private keys as the provider takes them. Of those that fit an algorithm it signs with the first: the current one. */
export async function loadSigningKeys(deps: Pick<CommandDeps, 'em' | 'clock'>): Promise<{ keys: JWK[] }> {
  const keys = await ensureSigningKeys(deps);
  return { keys: keys.map(({ privateJwk }) => JSON.parse(privateJwk as string) as JWK) };
}
