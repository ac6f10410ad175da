import { createHash } from 'node:crypto';
import type { EntityManager } from '@mikro-orm/postgresql';
import { runStatement } from '../../../database/prepared-statement.ts';
import type { AppMessage } from '../../../entities/devices/app-message.ts';
import { CountersignError } from '../../../errors/countersign-error.ts';
import type { EventName } from '../../../domain/events/event-catalogue.ts';
import type { ErrorCode } from '../../../errors/error-catalogue.ts';
import { equalBytes } from '../../../security/keyring.ts';
import type { AppCaller } from '../app-caller.ts';
import type { CommandDeps } from '../../command-deps.ts';
import { recordAppRefusal } from '../record-app-refusal.ts';
import { recordEvent } from '../../events/record-event.ts';
import { originOf } from '../../events/request-origin.ts';
import type { OpenWork } from '../../removals/removals.ts';
import { lockFactors } from './lock-factors.ts';
import type { LockedRegistration } from './lock-factors.ts';

/** Hours that the answer to a message is kept. After that the app has to start again. */
const keptHours = 24;

export interface FactorMessage {
  /** The app's `Message-Id`. */
  messageId: string;
  /** The whole request as text: one id belongs to one request. */
  request: string;
  /** Event of a refusal. */
  refusedEvent: EventName;
}

/** Reason of the refusal; `attemptsLeft` when a wrong PIN was counted. */
export interface ChangeRefusal {
  code: ErrorCode;
  attemptsLeft?: number | undefined;
  /** Set when the refusal disconnected the user. */
  openWork?: OpenWork;
}

type Deps = Pick<CommandDeps, 'em' | 'clock' | 'removals'>;
type Earlier = Pick<AppMessage, 'requestHash' | 'refusal' | 'attemptsLeft'>;
type FactorAct = (em: EntityManager, registration: LockedRegistration) => Promise<ChangeRefusal | undefined>;

const findEarlier = `
  select request_hash as "requestHash", refusal, attempts_left as "attemptsLeft" from app_message
  where registration_id = ? and message_id = ?`;
const keepAnswer = `
  insert into app_message (registration_id, message_id, request_hash, refusal, attempts_left, expires_at)
  values (?, ?, ?, ?, ?, ?)`;

/**
 * Handles a message with a factor proof once: the same `Message-Id` gets the same answer, and a wrong PIN in it is
 * not counted a second time.
 * @throws CountersignError with the code of the refusal, after the count is committed.
 */
export async function actOnce(deps: Deps, caller: AppCaller, message: FactorMessage, act: FactorAct): Promise<void> {
  const refusal = await decideOnce(deps, caller, message, act);
  if (refusal?.openWork) await deps.removals.tell(refusal.openWork);
  if (refusal) throw refusalError(refusal);
}

/** The same, returning the refusal, for a caller that must notify workflows after it. */
export async function decideOnce(
  deps: Pick<CommandDeps, 'em' | 'clock'>,
  caller: AppCaller,
  message: FactorMessage,
  act: FactorAct,
): Promise<ChangeRefusal | undefined> {
  const requestHash = createHash('sha256').update(message.request).digest();
  const refusal = await deps.em().transactional(async (em) => {
    const registration = await lockFactors(em, caller.registrationId);
    if (!registration) throw new CountersignError('invalid_token', { detail: 'disconnected meanwhile' });
    const key = [registration.id, message.messageId];
    const [earlier] = await runStatement<Earlier>(em, { sql: findEarlier, parameters: key });
    if (earlier) return repeat(earlier, requestHash);
    const refused = await act(em, registration);
    if (refused && hasCost(refused))
      recordEvent(em, {
        name: message.refusedEvent,
        occurredAt: deps.clock(),
        ...originOf(caller),
        userId: caller.userId,
        subjectId: caller.registrationId,
        detail: refused.code,
      });
    const expiresAt = new Date(deps.clock().getTime() + keptHours * 3_600_000);
    if (isSettled(refused))
      await runStatement(em, {
        sql: keepAnswer,
        parameters: [...key, requestHash, refused?.code ?? null, refused?.attemptsLeft ?? null, expiresAt],
      });
    return refused;
  });
  // A refusal that counted nothing may be repeated without limit.
  if (refusal && !hasCost(refusal))
    await recordAppRefusal(deps, caller, message.refusedEvent, caller.registrationId, refusal.code);
  return refusal;
}

/** Error for the app. */
export function refusalError({ code, attemptsLeft }: ChangeRefusal): CountersignError {
  return new CountersignError(code, attemptsLeft === undefined ? {} : { extra: { attempts_left: attemptsLeft } });
}

function repeat(earlier: Earlier, requestHash: Uint8Array): ChangeRefusal | undefined {
  if (!equalBytes(earlier.requestHash, requestHash))
    throw new CountersignError('invalid_request', {
      extra: { parameter: 'Message-Id' },
      detail: 'used for another request',
    });
  return earlier.refusal === null
    ? undefined
    : { code: earlier.refusal as ErrorCode, attemptsLeft: earlier.attemptsLeft ?? undefined };
}

/** Refusals that counted an attempt or removed an authenticator: a repetition must not count again. */
const counted = new Set<ErrorCode>(['wrong_factor_proof', 'authenticator_revoked']);

/** Such a refusal is stored in the transaction of its count. */
function hasCost({ code }: ChangeRefusal): boolean {
  return counted.has(code) || code === 'user_disconnected';
}

/** Other refusals may be repeated under the same id, such as after the clock was corrected. */
function isSettled(refused: ChangeRefusal | undefined): boolean {
  return refused === undefined || counted.has(refused.code);
}
