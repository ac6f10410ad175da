import { createHash } from 'node:crypto';
import type { EntityManager } from '@mikro-orm/postgresql';
import { AppMessage } from '../../entities/happenings/app-message.ts';
import { CountersignError } from '../../errors/countersign-error.ts';
import type { ErrorCode } from '../../errors/error-catalogue.ts';
import { equalBytes } from '../../security/keyring.ts';
import type { AppCaller } from '../app-caller.ts';
import type { CommandDeps } from '../command-deps.ts';
import { recordEvent } from '../events/record-event.ts';
import { originOf } from '../request-origin.ts';
import { tellWorkflows } from '../users/open-work.ts';
import type { OpenWork } from '../users/open-work.ts';
import { lockFactors } from './lock-factors.ts';
import type { LockedProfile } from './lock-factors.ts';

/** Hours that the answer to a message is kept: an app that was away longer begins anew. */
const keptHours = 24;

export interface AuthenticatorMessage {
  /** The app's `Message-Id`. */
  messageId: string;
  /** Everything that the message asks for, as text: an id belongs to one request. */
  request: string;
}

/** Why nothing was changed; the attempts that are left when a wrong PIN was counted. */
export interface ChangeRefusal {
  code: ErrorCode;
  attemptsLeft?: number | undefined;
  /** Of a user that was disconnected by it. */
  openWork?: OpenWork;
}

type Deps = Pick<CommandDeps, 'em' | 'clock' | 'cancelTransaction' | 'endPushEnrollment'>;

/**
 * Acts on a message that changes the authenticators of a profile, once: the same `Message-Id` again gets the same answer,
 * and a wrong PIN in it is not counted a second time.
 * @throws CountersignError with the code of the refusal, after what was counted is written.
 */
export async function actOnce(
  deps: Deps,
  caller: AppCaller,
  message: AuthenticatorMessage,
  act: (em: EntityManager, profile: LockedProfile) => Promise<ChangeRefusal | undefined>,
): Promise<void> {
  const requestHash = createHash('sha256').update(message.request).digest();
  const refusal = await deps.em().transactional(async (em) => {
    const profile = await lockFactors(em, caller.profileId);
    if (!profile) throw new CountersignError('invalid_token', { detail: 'disconnected meanwhile' });
    const key = { registration: profile.id, messageId: message.messageId };
    const earlier = await em.findOne(AppMessage, key);
    if (earlier) return repeat(earlier, requestHash);
    const refused = await act(em, profile);
    if (refused) recordRefusal(em, caller, refused, deps.clock());
    const expiresAt = new Date(deps.clock().getTime() + keptHours * 3_600_000);
    if (isSettled(refused)) await em.insert(AppMessage, { ...key, requestHash, refusal: refused?.code ?? null, attemptsLeft: refused?.attemptsLeft ?? null, expiresAt });
    return refused;
  });
  if (refusal?.openWork) await tellWorkflows(deps, refusal.openWork);
  if (refusal) throw new CountersignError(refusal.code, refusal.attemptsLeft === undefined ? {} : { extra: { attempts_left: refusal.attemptsLeft } });
}

function repeat(earlier: AppMessage, requestHash: Uint8Array): ChangeRefusal | undefined {
  if (!equalBytes(earlier.requestHash, requestHash)) throw new CountersignError('invalid_request', { extra: { parameter: 'Message-Id' }, detail: 'used for another request' });
  return earlier.refusal === null ? undefined : { code: earlier.refusal as ErrorCode, attemptsLeft: earlier.attemptsLeft ?? undefined };
}

/** A refusal that counted nothing can be asked again under the same id: the clock corrected, the switch on again. */
function isSettled(refused: ChangeRefusal | undefined): boolean {
  return refused === undefined || refused.code === 'wrong_factor_proof';
}

function recordRefusal(em: EntityManager, caller: AppCaller, { code }: ChangeRefusal, occurredAt: Date): void {
  recordEvent(em, { name: 'AUTHENTICATOR CHANGE REFUSED', occurredAt, ...originOf(caller), userId: caller.userId, subjectId: caller.profileId, detail: code });
}
