import { isTrustOffered } from '../../../domain/authentication/policies/trusted-devices.ts';
import { achievedBy, sessionFactor } from '../../../domain/authentication/levels.ts';
import { TrustedDevice } from '../../../entities/authentication/trusted-device.ts';
import { timeOrderedId } from '../../../entities/columns/id.ts';
import type { CommandDeps } from '../../command-deps.ts';
import { recordEvent } from '../../events/record-event.ts';
import { originOf } from '../../events/request-origin.ts';
import type { LockedFlow } from '../flow/change-flow.ts';
import { hashTrustTokens } from './find-trusted-device.ts';

/** Browsers that a person trusts at the most: beyond that the oldest is not trusted any more. */
const mostDevices = 20;

/**
 * Has the person of a flow trust its browser, if their policies allow that and two factors were proven in this very flow: a session, or
 * the trust that there was, could be in the hands of another.
 * @param cookie what the browser keeps of those who trust it.
 * @returns what it keeps of this person; undefined: it is not trusted.
 */
export async function trustDevice(
  { keyring, random }: Pick<CommandDeps, 'keyring' | 'random'>,
  { em, flow, now, origin }: LockedFlow,
  cookie: string | undefined,
): Promise<string | undefined> {
  const proven = achievedBy(flow.factors.filter(({ method }) => method !== sessionFactor));
  const { personId: person, policy } = flow;
  if (!person || !isTrustOffered(policy) || proven.classes.length < 2) return undefined;
  const token = random(32).toString('base64url');
  const former = hashTrustTokens(keyring, cookie).map((hash) => Buffer.from(hash, 'base64url'));
  await em.nativeDelete(TrustedDevice, { person, tokenHash: { $in: former } });
  const kept = await em.find(TrustedDevice, { person }, { orderBy: { createdAt: 'desc' }, offset: mostDevices - 1 });
  await em.nativeDelete(TrustedDevice, { id: { $in: kept.map(({ id }) => id) } });
  const id = timeOrderedId(now.getTime());
  const row = {
    ...{ id, person, tokenHash: keyring.lookupHash(token, 'trusted_device'), createdAt: now },
    userAgent: origin.userAgent?.slice(0, 255) ?? null,
    ipAddress: origin.clientIp ?? null,
    expiresAt: new Date(now.getTime() + policy.trustedDeviceDays * 86_400_000),
  };
  em.create(TrustedDevice, row, { persist: true });
  const about = { clientId: flow.clientId, userId: person, subjectId: id };
  recordEvent(em, { name: 'TRUSTED DEVICE ADDED', occurredAt: now, ...originOf(origin), ...about });
  return token;
}
