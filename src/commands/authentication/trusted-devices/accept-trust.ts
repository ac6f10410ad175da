import type { EntityManager } from '@mikro-orm/postgresql';
import type { Requirement } from '../../../domain/authentication/levels.ts';
import type { FlowPolicy } from '../../../domain/authentication/policies/authentication-policy.ts';
import { isTrustOffered } from '../../../domain/authentication/policies/trusted-devices.ts';
import { TrustedDevice } from '../../../entities/authentication/trusted-device.ts';
import { originOf } from '../../events/request-origin.ts';
import type { LockedFlow } from '../flow/change-flow.ts';
import { findTrustedDevice } from './find-trusted-device.ts';

interface TrustedSignIn {
  policy: FlowPolicy;
  required: Requirement;
  personId: string;
  /** Of `hashTrustTokens`. */
  trusted: readonly string[];
  now: Date;
}

/** The browser of a sign-in, where it stands in for the second factor: its person trusts it, and their policies accept that. */
export async function acceptTrust(
  em: EntityManager,
  { policy, required, personId, trusted, now }: TrustedSignIn,
): Promise<TrustedDevice | undefined> {
  if (required.factors === 1 || !isTrustOffered(policy)) return undefined;
  const question = { personId, hashes: trusted, days: policy.trustedDeviceDays, now };
  return (await findTrustedDevice(em, question)) ?? undefined;
}

/** Writes down that it did, as part of the change of the flow. */
export async function noteTrust(
  { em, flow, now, origin, events, personId = flow.personId ?? '' }: LockedFlow & { personId?: string },
  device: TrustedDevice,
): Promise<void> {
  await em.nativeUpdate(TrustedDevice, { id: device.id }, { lastUsedAt: now });
  const about = { clientId: flow.clientId, userId: personId, subjectId: device.id, detail: flow.id };
  events.push({ name: 'TRUSTED DEVICE USED', occurredAt: now, ...originOf(origin), ...about });
}
