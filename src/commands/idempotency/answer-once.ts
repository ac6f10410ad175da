import type { EntityManager } from '@mikro-orm/postgresql';
import { KeptAnswer } from '../../entities/idempotency/kept-answer.ts';
import { CountersignError } from '../../errors/countersign-error.ts';
import { equalBytes } from '../../security/keyring.ts';
import type { CommandDeps } from '../command-deps.ts';
import { joiningTransaction } from '../../database/joined-transaction.ts';

/** Hours that an answer is kept. */
const keptHours = 24;

export interface RepeatableRequest {
  callerId: string;
  /** The caller's `Idempotency-Key`. */
  key: string;
  /** Identity of the request: method, address, body. */
  content: string;
}

/** An answer that can be stored. */
export interface RepeatableAnswer {
  status: number;
  body: unknown;
  location: string | undefined;
}

type Deps = Pick<CommandDeps, 'em' | 'clock' | 'keyring'>;

/**
 * Handles a request once for its key. Its effect, the key and the answer are one transaction, and
 * of two at once the second waits and gets the answer of the first. A refusal is not kept: the same key may try again.
 * @throws CountersignError idempotency_key_reused, and what `act` throws.
 */
export async function answerOnce(
  deps: Deps,
  request: RepeatableRequest,
  act: () => Promise<RepeatableAnswer>,
): Promise<{ answer: RepeatableAnswer; isRepeated: boolean }> {
  const id = { callerId: request.callerId, keyHash: deps.keyring.lookupHash(request.key, 'kept_answer') };
  const requestHash = deps.keyring.lookupHash(request.content, 'kept_answer_request');
  const outcome = await deps.em().transactional(async (em) => {
    if (
      !(await reserve(em, { ...id, requestHash, expiresAt: new Date(deps.clock().getTime() + keptHours * 3_600_000) }))
    )
      return { answer: await findKept(em, id, requestHash), isRepeated: true };
    try {
      const answer = await joiningTransaction(em, act);
      await em.nativeUpdate(KeptAnswer, id, { answer: JSON.stringify(answer) });
      return { answer, isRepeated: false };
    } catch (error) {
      if (!(error instanceof CountersignError)) throw error;
      // Keep what was recorded about the refusal; release the key.
      await em.nativeDelete(KeptAnswer, id).catch(() => {
        throw error;
      });
      return { refusal: error };
    }
  });
  if ('refusal' in outcome) throw outcome.refusal;
  return outcome;
}

/** Waits for a concurrent request with the same key. @returns whether this request holds the key. */
async function reserve(em: EntityManager, row: Omit<KeptAnswer, 'answer'>): Promise<boolean> {
  const statement =
    'insert into kept_answer (caller_id, key_hash, request_hash, expires_at) values (?, ?, ?, ?) on conflict do nothing';
  const { affectedRows } = await em.execute<{ affectedRows: number }>(
    statement,
    [row.callerId, row.keyHash, row.requestHash, row.expiresAt],
    'run',
  );
  return affectedRows === 1;
}

async function findKept(
  em: EntityManager,
  id: Pick<KeptAnswer, 'callerId' | 'keyHash'>,
  requestHash: Buffer,
): Promise<RepeatableAnswer> {
  const row = await em.findOneOrFail(KeptAnswer, id);
  if (!equalBytes(row.requestHash, requestHash)) throw new CountersignError('idempotency_key_reused');
  return JSON.parse(row.answer as string) as RepeatableAnswer;
}
