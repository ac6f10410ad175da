import type { EntityManager } from '@mikro-orm/postgresql';
import { TrustedDevice } from '../../../entities/authentication/trusted-device.ts';
import type { CommandDeps } from '../../command-deps.ts';
import { recordEvent } from '../../events/record-event.ts';
import { originOf } from '../../events/request-origin.ts';
import type { RequestOrigin } from '../../events/request-origin.ts';
import { forgetKnownDevices } from '../known-devices/known-device.ts';
import { noOpenWork } from '../../removals/removals.ts';
import type { OpenWork, TrustEnd } from '../../removals/removals.ts';

/** The browsers that a person trusts, newest first. */
export async function findTrustedDevices(
  { em, clock }: Pick<CommandDeps, 'em' | 'clock'>,
  person: string,
): Promise<TrustedDevice[]> {
  return em().find(
    TrustedDevice,
    { person, expiresAt: { $gt: clock() } },
    { orderBy: { createdAt: 'desc', id: 'asc' } },
  );
}

/** Ends the trust in one browser. An unknown id, or another person's, changes nothing. */
export async function removeTrustedDevice(
  deps: Pick<CommandDeps, 'em' | 'clock'>,
  { personId, id, origin }: { personId: string; id: string; origin: RequestOrigin },
): Promise<void> {
  await deps.em().transactional((em) => endDevices(em, { ...origin, userId: personId }, deps.clock(), { id }));
}

/** Ends the trust in all browsers, each of which is a new one to the person then. */
export async function removeAllTrustedDevices(
  deps: Pick<CommandDeps, 'em' | 'clock' | 'removals'>,
  { personId, origin }: { personId: string; origin: RequestOrigin },
): Promise<void> {
  const person = { ...origin, userId: personId };
  await deps.em().transactional((em) => deps.removals.endTrust(em, person, deps.clock()));
}

/** Ends the trust in all browsers of a person, for whom each is a new one then, as part of the caller's transaction. */
export async function endTrustedDevices(em: EntityManager, person: TrustEnd, now: Date): Promise<void> {
  await endDevices(em, person, now);
}

/** A person who is deleted or disabled trusts none. */
export async function endTrustOfPerson(em: EntityManager, person: TrustEnd, now: Date): Promise<OpenWork> {
  await endDevices(em, person, now);
  return noOpenWork;
}

async function endDevices(
  em: EntityManager,
  { userId, ...origin }: TrustEnd,
  now: Date,
  which: { id?: string } = {},
): Promise<void> {
  if (which.id === undefined) await forgetKnownDevices(em, userId);
  const devices = await em.find(TrustedDevice, { ...which, person: userId }, { fields: ['id'] });
  for (const { id } of devices) {
    if ((await em.nativeDelete(TrustedDevice, { id })) === 0) continue;
    recordEvent(em, { name: 'TRUSTED DEVICE REMOVED', occurredAt: now, ...originOf(origin), userId, subjectId: id });
  }
}

/** Deletes a batch of those that have expired. @returns the rows deleted; call again while it is not 0. */
export async function pruneTrustedDevices(deps: Pick<CommandDeps, 'em' | 'clock'>): Promise<number> {
  const sql = `delete from trusted_device where id in (
    select id from trusted_device where expires_at < ? order by expires_at limit 1000 for update skip locked)`;
  return (await deps.em().execute<{ affectedRows: number }>(sql, [deps.clock()], 'run')).affectedRows;
}
