import { calculateJwkThumbprint, exportJWK, generateKeyPair } from 'jose';
import type { JWK } from 'jose';
import type { CommandDeps } from '../commands/command-deps.ts';
import { SigningKey } from '../entities/tokens/signing-key.ts';

const algorithm = 'ES256';
/** Any number that no other advisory lock of the installation uses. */
const firstKeyLock = 7_243_001;

/** The private keys to sign with, newest first. The first process of an installation makes the first key. */
export async function loadSigningKeys(deps: Pick<CommandDeps, 'em'>): Promise<{ keys: JWK[] }> {
  const stored = await findKeys(deps);
  const keys = stored.length > 0 ? stored : await createFirstKey(deps);
  return { keys: keys.map(({ privateJwk }) => JSON.parse(privateJwk as string) as JWK) };
}

function findKeys(deps: Pick<CommandDeps, 'em'>): Promise<SigningKey[]> {
  return deps.em().findAll(SigningKey, { orderBy: { createdAt: 'desc', id: 'asc' } });
}

/** Replicas that start together agree on one key: the lock lets one of them look and insert at a time. */
async function createFirstKey(deps: Pick<CommandDeps, 'em'>): Promise<SigningKey[]> {
  const key = await generateKey();
  await deps.em().transactional(async (em) => {
    await em.execute('select pg_advisory_xact_lock(?)', [firstKeyLock], 'get');
    if ((await em.count(SigningKey)) === 0) await em.insert(SigningKey, key);
  });
  return findKeys(deps);
}

async function generateKey() {
  const { privateKey } = await generateKeyPair(algorithm, { extractable: true });
  const { kty, crv, x, y, d } = (await exportJWK(privateKey)) as Record<'kty' | 'crv' | 'x' | 'y' | 'd', string>;
  const id = await calculateJwkThumbprint({ kty, crv, x, y });
  const publicJwk = { kty, crv, x, y, kid: id, alg: algorithm, use: 'sig' };
  return { id, algorithm, publicJwk, privateJwk: JSON.stringify({ ...publicJwk, d }) };
}
