import { createHash } from 'node:crypto';
import type { EntityManager } from '@mikro-orm/postgresql';
import { AppMessage } from '../../entities/happenings/app-message.ts';
import { CountersignError } from '../../errors/countersign-error.ts';
import type { EventName } from '../../domain/events/event-catalogue.ts';
import type { ErrorCode } from '../../errors/error-catalogue.ts';
import { equalBytes } from '../../security/keyring.ts';
import type { AppCaller } from '../app-caller.ts';
import type { CommandDeps } from '../command-deps.ts';
import { recordAppRefusal } from '../events/record-app-refusal.ts';
import { recordEvent } from '../events/record-event.ts';
import { originOf } from '../request-origin.ts';
import { tellWorkflows } from '../users/open-work.ts';
import type { OpenWork } from '../users/open-work.ts';
import { lockFactors } from './lock-factors.ts';
import type { LockedProfile } from './lock-factors.ts';

/** Hours that the answer to a message is kept: an app that was away longer begins anew. */
const keptHours = 24;

export interface FactorMessage {
  /** The app's `Message-Id`. */
  messageId: string;
  /** Everything that the message asks for, as text: an id belongs to one request. */
  request: string;
  /** What a refusal is recorded as. */
  refusedEvent: EventName;
}

/** Why nothing was changed; the attempts that are left when a wrong PIN was counted. */
export interface ChangeRefusal {
  code: ErrorCode;
  attemptsLeft?: number | undefined;
  /** Of a user that was disconnected by it. */
  openWork?: OpenWork;
}

type Deps = Pick<CommandDeps, 'em' | 'clock' | 'cancelTransaction' | 'endPushEnrollment'>;
type FactorAct = (em: EntityManager, profile: LockedProfile) => Promise<ChangeRefusal | undefined>;

/**
 * Acts on a message that takes a factor, once: the same `Message-Id` again gets the same answer, and a wrong PIN in it is
 * not counted a second time.
 * @throws CountersignError with the code of the refusal, after what was counted is written.
 */
export async function actOnce(deps: Deps, caller: AppCaller, message: FactorMessage, act: FactorAct): Promise<void> {
  const refusal = await decideOnce(deps, caller, message, act);
  if (refusal?.openWork) await tellWorkflows(deps, refusal.openWork);
  if (refusal) throw refusalError(refusal);
}

/** The same for who has more to do after a refusal: tell the workflows of its open work. */
export async function decideOnce(deps: Pick<CommandDeps, 'em' | 'clock'>, caller: AppCaller, message: FactorMessage, act: FactorAct): Promise<ChangeRefusal | undefined> {
  const requestHash = createHash('sha256').update(message.request).digest();
  const refusal = await deps.em().transactional(async (em) => {
    const profile = await lockFactors(em, caller.profileId);
    if (!profile) throw new CountersignError('invalid_token', { detail: 'disconnected meanwhile' });
    const key = { registration: profile.id, messageId: message.messageId };
    const earlier = await em.findOne(AppMessage, key);
    if (earlier) return repeat(earlier, requestHash);
    const refused = await act(em, profile);
    if (refused && hasCost(refused)) recordEvent(em, { name: message.refusedEvent, occurredAt: deps.clock(), ...originOf(caller), userId: caller.userId, subjectId: caller.profileId, detail: refused.code });
    const expiresAt = new Date(deps.clock().getTime() + keptHours * 3_600_000);
    if (isSettled(refused)) await em.insert(AppMessage, { ...key, requestHash, refusal: refused?.code ?? null, attemptsLeft: refused?.attemptsLeft ?? null, expiresAt });
    return refused;
  });
  // What cost nothing can be asked any number of times.
  if (refusal && !hasCost(refusal)) await recordAppRefusal(deps, caller, message.refusedEvent, caller.profileId, refusal.code);
  return refusal;
}

/** What the app is told of a refusal. */
export function refusalError({ code, attemptsLeft }: ChangeRefusal): CountersignError {
  return new CountersignError(code, attemptsLeft === undefined ? {} : { extra: { attempts_left: attemptsLeft } });
}

function repeat(earlier: AppMessage, requestHash: Uint8Array): ChangeRefusal | undefined {
  if (!equalBytes(earlier.requestHash, requestHash)) throw new CountersignError('invalid_request', { extra: { parameter: 'Message-Id' }, detail: 'used for another request' });
  return earlier.refusal === null ? undefined : { code: earlier.refusal as ErrorCode, attemptsLeft: earlier.attemptsLeft ?? undefined };
}

/** What cost an attempt or an authenticator: it must not cost another. */
const counted = new Set<ErrorCode>(['wrong_factor_proof', 'authenticator_revoked']);

/** What cost something is written together with that. */
function hasCost({ code }: ChangeRefusal): boolean {
  return counted.has(code) || code === 'user_disconnected';
}

/** A refusal that counted nothing can be asked again under the same id: the clock corrected, the switch on again. */
function isSettled(refused: ChangeRefusal | undefined): boolean {
  return refused === undefined || counted.has(refused.code);
}
