import type { EntityManager } from '@mikro-orm/postgresql';
import { PushEnrollment } from '../../entities/people/push-enrollment.ts';
import { Registration } from '../../entities/people/registration.ts';
import type { CommandDeps } from '../command-deps.ts';
import { recordEvent } from '../events/record-event.ts';

/**
 * Enrols a proven token. In the same transaction it replaces the profile's earlier enrolment and is taken away from other
 * installations that used it: a phone was wiped, or given on. Other profiles of the same installation share its token.
 * @returns false when the row was dropped before; true also when this was done before.
 */
export async function commitPushEnrollment(deps: Pick<CommandDeps, 'em' | 'clock'>, proven: { enrollmentId: string; requestId: string }): Promise<boolean> {
  const { enrollmentId, requestId } = proven;
  const now = deps.clock();
  return deps.em().transactional(async (em) => {
    const enrollment = await em.findOne(PushEnrollment, { id: enrollmentId });
    if (enrollment?.status !== 'pending') return enrollment?.status === 'enrolled';
    await lockToken(em, enrollment.pushTokenHash);
    const { device, user } = await em.findOneOrFail(Registration, { id: enrollment.registration });
    await dropReplaced(em, enrollment, { deviceId: device, requestId, now });
    const changed = await em.nativeUpdate(PushEnrollment, { id: enrollmentId, status: 'pending' }, { status: 'enrolled', enrolledAt: now });
    if (changed === 0) throw new Error('The push enrolment was decided at the same time');
    recordEvent(em, { name: 'PUSH ENROLLMENT SUCCESS', occurredAt: now, userId: user, subjectId: enrollmentId, requestId });
    return true;
  });
}

/** Two installations that prove one token at the same time take turns; the later one has it. */
async function lockToken(em: EntityManager, pushTokenHash: Uint8Array): Promise<void> {
  const key = Buffer.from(pushTokenHash).readBigInt64BE(0).toString();
  await em.execute('select pg_advisory_xact_lock(?)', [key], 'get', em.getTransactionContext());
}

async function dropReplaced(em: EntityManager, proven: PushEnrollment, { deviceId, requestId, now }: { deviceId: string; requestId: string; now: Date }): Promise<void> {
  const { registration, pushTokenHash } = proven;
  const found = await em.find(PushEnrollment, { status: 'enrolled', $or: [{ registration }, { pushTokenHash }] }, { orderBy: { id: 'asc' } });
  const holders = await em.find(Registration, { id: { $in: found.map((each) => each.registration) } });
  const byId = new Map(holders.map((holder) => [holder.id, holder]));
  for (const each of found) {
    const holder = byId.get(each.registration);
    const own = each.registration === registration;
    if (!own && holder?.device === deviceId) continue;
    const changed = await em.nativeUpdate(PushEnrollment, { id: each.id, status: 'enrolled' }, { status: 'dropped' });
    const event = { name: 'PUSH ENROLLMENT DROP EXISTING PUSH ENROLLMENT', occurredAt: now, userId: holder?.user, subjectId: each.id, requestId } as const;
    if (changed === 1) recordEvent(em, { ...event, detail: own ? 'replaced' : 'token_moved' });
  }
}
