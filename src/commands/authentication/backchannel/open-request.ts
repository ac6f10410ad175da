import { notify } from '../../../database/notify.ts';
import { lifetimeOfRequest } from '../../../domain/authentication/backchannel/request-rules.ts';
import type { Requirement } from '../../../domain/authentication/levels.ts';
import { rateLimit } from '../../../domain/rate-limits/limits.ts';
import { BackchannelRequest } from '../../../entities/authentication/backchannel-request.ts';
import { CountersignError } from '../../../errors/countersign-error.ts';
import type { CommandDeps } from '../../command-deps.ts';
import { recordEvent } from '../../events/record-event.ts';
import { originOf } from '../../events/request-origin.ts';
import type { RequestOrigin } from '../../events/request-origin.ts';
import { personalKey } from '../../rate-limits/personal-key.ts';
import { createRateLimit } from '../../rate-limits/rate-limit.ts';

/** A request as its client made it. */
export interface NewBackchannelRequest {
  id: string;
  artifactId: Buffer;
  clientId: string;
  /** The person of the hint; undefined: it is that of no person. */
  userId: string | undefined;
  /** The hint itself, to count what is asked for no person, too. */
  hint: string;
  bindingMessage: string | undefined;
  /** JSON. */
  authorizationDetails: string | undefined;
  locale: string | undefined;
  scopes: string[];
  resources: string[];
  required: Requirement;
  /** Of a client that is notified. */
  notification: { authReqId: string; token: string } | undefined;
  /** Seconds. */
  requestedExpiry: number | undefined;
  origin: RequestOrigin;
}

type Deps = Pick<CommandDeps, 'em' | 'clock' | 'keyring' | 'random'>;

/** Seconds until a request for which no phone is asked is refused: as long as a person might take. */
const soonest = 8;
const spread = 16;

/** When a request is refused that no phone is asked for. */
export function refusalTime({ clock, random }: Pick<Deps, 'clock' | 'random'>): Date {
  const share = random(4).readUInt32BE() / 2 ** 32;
  return new Date(clock().getTime() + (soonest + spread * share) * 1000);
}

/**
 * Writes a request down. A worker asks the phone after the commit, so that a hint of no person takes the same work and the same time here.
 * Beyond what a client may ask of one person, or with one hint, nothing is asked.
 */
export async function openBackchannelRequest(deps: Deps, request: NewBackchannelRequest): Promise<void> {
  const { userId, hint, notification, requestedExpiry, origin, bindingMessage, authorizationDetails, locale, ...row } =
    request;
  const now = deps.clock();
  const expiresAt = new Date(now.getTime() + lifetimeOfRequest(requestedExpiry) * 1000);
  const hintKey = budgetKey(deps, row.clientId, `hint ${hint}`);
  const isHintWithin = await isWithinBudget(deps, hintKey);
  const isPersonWithin = await isWithinBudget(deps, budgetKey(deps, row.clientId, userId ?? `no person ${hint}`));
  // Were a new hint refused because of earlier ones, the client would learn that all of them are of one person.
  const unasked = isPersonWithin ? null : expiresAt;
  await deps.em().transactional(async (em) => {
    em.create(
      BackchannelRequest,
      {
        ...row,
        userId: userId ?? null,
        bindingMessage: bindingMessage ?? null,
        authorizationDetails: authorizationDetails ?? null,
        locale: locale ?? null,
        hintKey,
        refuseAt: isHintWithin ? unasked : refusalTime(deps),
        notification: notification ? JSON.stringify(notification) : null,
        requestId: origin.requestId || null,
        createdAt: now,
        expiresAt,
      },
      { persist: true },
    );
    recordEvent(em, {
      name: 'CIBA REQUESTED',
      occurredAt: now,
      ...originOf(origin),
      userId: userId ?? null,
      subjectId: row.id,
      detail: isHintWithin && isPersonWithin ? null : 'budget spent',
    });
    await em.flush();
    await notify(em, 'backchannel', row.id);
  });
}

/** What a client asks of one person, or with one hint, is counted under. */
export function budgetKey({ keyring }: Pick<Deps, 'keyring'>, clientId: string, person: string): string {
  return personalKey(keyring, `${clientId} ${person}`);
}

/** Takes the counts of a request back that was approved. */
export async function giveBackBudget(deps: Pick<Deps, 'em' | 'keyring'>, request: BackchannelRequest): Promise<void> {
  if (!request.userId) return;
  await budgetOf(deps).takeBack(budgetKey(deps, request.clientId, request.userId));
  if (request.hintKey) await budgetOf(deps).takeBack(request.hintKey);
}

async function isWithinBudget(deps: Pick<Deps, 'em'>, key: string): Promise<boolean> {
  return budgetOf(deps)
    .count(key)
    .then(
      () => true,
      (error: unknown) => {
        if (error instanceof CountersignError && error.code === 'slow_down') return false;
        throw error;
      },
    );
}

const budgetOf = (deps: Pick<Deps, 'em'>) => createRateLimit(deps, rateLimit('backchannel-request:person'));
