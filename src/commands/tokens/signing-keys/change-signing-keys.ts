import type { EntityManager } from '@mikro-orm/postgresql';
import { notify } from '../../../database/notify.ts';
import { publishedUntil } from '../../../domain/tokens/signing-keys/rotation.ts';
import type { KeyAlgorithm, SigningKeyState } from '../../../domain/tokens/signing-keys/status.ts';
import { SigningKey } from '../../../entities/tokens/signing-key.ts';
import type { SigningKeyPair } from '../../../security/signing-key-pair.ts';
import type { CommandDeps } from '../../command-deps.ts';
import { recordEvent } from '../../events/record-event.ts';
import { originOf } from '../../events/request-origin.ts';
import type { RequestOrigin } from '../../events/request-origin.ts';

/** Changes of one transaction; each leaves an event that names the key. */
export interface SigningKeyChanges {
  em: EntityManager;
  /** Every key that is published, as it was at the beginning. */
  keys: SigningKey[];
  now: Date;
  add(algorithm: KeyAlgorithm, state: Exclude<SigningKeyState, 'former'>, pair: SigningKeyPair): Promise<void>;
  /** The next key signs from now on, the current one verifies. */
  promote(next: SigningKey): Promise<void>;
  remove(key: SigningKey, event: 'SIGNING KEY RETIRED' | 'SIGNING KEY REVOKED'): Promise<void>;
}

/** Changes signing keys, one process at a time, and tells all processes when it is done. */
export async function changeSigningKeys(
  deps: Pick<CommandDeps, 'em' | 'clock'>,
  origin: RequestOrigin | undefined,
  work: (changes: SigningKeyChanges) => Promise<void>,
): Promise<void> {
  await deps.em().transactional(async (em) => {
    await em.execute('select pg_advisory_xact_lock(7243001)', [], 'get', em.getTransactionContext());
    const now = deps.clock();
    const keys = await em.findAll(SigningKey, { disableIdentityMap: true });
    await work({ em, keys, now, ...createChanges(em, now, origin) });
    await notify(em, 'signing-keys', 'changed');
  });
}

function createChanges(
  em: EntityManager,
  now: Date,
  origin: RequestOrigin | undefined,
): Pick<SigningKeyChanges, 'add' | 'promote' | 'remove'> {
  const record = (
    name: 'SIGNING KEY ADDED' | 'SIGNING KEY PROMOTED' | 'SIGNING KEY RETIRED' | 'SIGNING KEY REVOKED',
    id: string,
    algorithm: KeyAlgorithm,
  ) => recordEvent(em, { name, occurredAt: now, ...(origin && originOf(origin)), subjectId: id, detail: algorithm });
  return {
    async add(algorithm, state, pair) {
      await em.insert(SigningKey, {
        ...pair,
        algorithm,
        state,
        createdAt: now,
        promotedAt: state === 'current' ? now : null,
      });
      record('SIGNING KEY ADDED', pair.id, algorithm);
      if (state === 'current') record('SIGNING KEY PROMOTED', pair.id, algorithm);
    },
    async promote({ id, algorithm }) {
      const ended = { state: 'former', publishedUntil: publishedUntil(now) } as const;
      await em.nativeUpdate(SigningKey, { algorithm, state: 'current' }, ended);
      await em.nativeUpdate(SigningKey, { id }, { state: 'current', promotedAt: now });
      record('SIGNING KEY PROMOTED', id, algorithm);
    },
    async remove({ id, algorithm }, event) {
      await em.nativeDelete(SigningKey, { id });
      record(event, id, algorithm);
    },
  };
}
