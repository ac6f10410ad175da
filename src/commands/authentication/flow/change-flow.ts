import { LockMode } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import { transact } from '../../../database/transact.ts';
import type { SignInMethodName } from '../../../domain/authentication/methods/all-methods.ts';
import { nextStatus } from '../../../domain/authentication/flow/state.ts';
import type { FlowEvent } from '../../../domain/authentication/flow/state.ts';
import { openStatuses } from '../../../domain/authentication/flow/status.ts';
import type { EventName } from '../../../domain/events/event-catalogue.ts';
import { AuthenticationFlow } from '../../../entities/authentication/authentication-flow.ts';
import { CountersignError } from '../../../errors/countersign-error.ts';
import type { CommandDeps } from '../../command-deps.ts';
import type { EventRecord } from '../../events/insert-events.ts';
import { originOf } from '../../events/request-origin.ts';
import type { RequestOrigin } from '../../events/request-origin.ts';
import { checkFlow, whereFlow } from './find-flow.ts';
import type { FlowKey } from './find-flow.ts';
import { tellChange } from './flow-rows.ts';

/** A flow that is locked to be changed. */
export interface LockedFlow {
  em: EntityManager;
  flow: AuthenticationFlow;
  now: Date;
  origin: RequestOrigin;
  /** What is recorded of the change; see `recordFlowEvent`. */
  events: EventRecord[];
}

/**
 * Changes the flow of a caller in one transaction, under a lock of its row: of racing requests each sees what the one before it did. The
 * waiters are told.
 * @param change what it throws undoes all of it: a refusal that is to leave a trace is returned. Called again after a deadlock.
 * @throws CountersignError `flow_unknown`, `flow_expired`, and what `change` throws or returns
 */
export async function changeFlow<Result>(
  deps: Pick<CommandDeps, 'em' | 'clock' | 'keyring'>,
  { key, origin }: { key: FlowKey; origin: RequestOrigin },
  change: (locked: LockedFlow) => Promise<Result | CountersignError>,
): Promise<Result> {
  const changeOnce = async (em: EntityManager) => {
    const lock = { lockMode: LockMode.PESSIMISTIC_WRITE };
    const found = await em.findOne(AuthenticationFlow, whereFlow(deps.keyring, key), lock);
    const now = deps.clock();
    const flow = checkFlow(found, now);
    const events: EventRecord[] = [];
    const changed = await change({ em, flow, now, origin, events });
    await tellChange(em, flow.id, events);
    return changed;
  };
  // A new password locks the person and their other flows, whichever of them ends first.
  const result = await transact(deps.em, changeOnce);
  if (result instanceof CountersignError) throw result;
  return result;
}

/**
 * Moves a flow on.
 * @throws CountersignError `already_completed`, `flow_closed`, `no_challenge`: in its status that cannot happen.
 */
export function moveFlow(flow: AuthenticationFlow, on: FlowEvent): void {
  const to = nextStatus(flow.status, on);
  if (to === undefined) throw refusalOf(flow);
  flow.status = to;
}

/**
 * Checks that a method may prove a factor. What was checked before the lock of the flow is checked again under it: another factor that was
 * proven meanwhile has narrowed what is offered.
 * @throws CountersignError `already_completed`, `flow_closed` when the flow is over; `method_not_offered`
 */
export function checkOffered(flow: AuthenticationFlow, method: SignInMethodName): void {
  if (!openStatuses.some((status) => status === flow.status)) throw refusalOf(flow);
  if (!flow.methods.includes(method)) throw new CountersignError('method_not_offered');
}

/** Why nothing more can be done with a flow. */
export function refusalOf({ status }: Pick<AuthenticationFlow, 'status'>): CountersignError {
  if (status === 'completed' || status === 'authenticated') return new CountersignError('already_completed');
  if (status === 'cancelled' || status === 'failed' || status === 'expired') return new CountersignError('flow_closed');
  return new CountersignError('no_challenge');
}

/** Adds an event about a flow to its change. */
export function recordFlowEvent(
  { flow, now, origin, events }: Omit<LockedFlow, 'em'>,
  name: EventName,
  { detail = null, userId = flow.personId ?? null }: { detail?: string | null; userId?: string | null } = {},
): void {
  const where = { ...originOf(origin), clientId: flow.clientId };
  events.push({ name, occurredAt: now, ...where, userId, subjectId: flow.id, detail });
}
