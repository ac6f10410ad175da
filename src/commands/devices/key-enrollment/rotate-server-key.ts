import { LockMode } from '@mikro-orm/core';
import { Application } from '../../../entities/configuration/application.ts';
import { FormerServerKey } from '../../../entities/configuration/former-server-key.ts';
import { CountersignError } from '../../../errors/countersign-error.ts';
import { generateServerKeys } from '../../../security/pgp/pgp.ts';
import type { CommandDeps } from '../../command-deps.ts';
import { recordEvent } from '../../events/record-event.ts';
import { notify } from '../../../database/notify.ts';
import { originOf } from '../../events/request-origin.ts';
import type { RequestOrigin } from '../../events/request-origin.ts';

export interface ServerKeyRotation {
  /** Id of the application. */
  applicationId: string;
  /** Hours for which the old key is accepted; 0 = it and all keys before it are refused at once, such as after a leak. */
  acceptedForHours: number;
  /** Fingerprint of the key to replace: nothing happens when another one is current. Undefined: any. */
  expectedFingerprint?: string | undefined;
  /** Origin of the request. */
  origin: RequestOrigin;
}

export interface RotatedServerKey {
  /** Armored. */
  publicKey: string;
  /** Lower-case hex. */
  fingerprint: string;
  /** Time from which the old key is refused. */
  formerAcceptedUntil: Date;
}

/**
 * Gives an application a new OpenPGP key pair. Nothing is written to the enrolments: each keeps the fingerprint of the key
 * that it was given, and apps see in `server_key_fingerprint` that they have to exchange keys again. Keys of single
 * enrolments (`unique_pgp_keys_per_enrollment`) stay as they are.
 * @throws CountersignError not_found, configuration_conflict when the key in force is not the expected one
 */
export async function rotateServerKey(
  deps: Pick<CommandDeps, 'em' | 'clock'>,
  rotation: ServerKeyRotation,
): Promise<RotatedServerKey> {
  const { applicationId, acceptedForHours, expectedFingerprint, origin } = rotation;
  const now = deps.clock();
  const formerAcceptedUntil = new Date(now.getTime() + acceptedForHours * 3_600_000);
  return deps.em().transactional(async (em) => {
    // Locked, so that the second of two concurrent rotations keeps the key of the first.
    const application = await em.findOne(Application, { id: applicationId }, { lockMode: LockMode.PESSIMISTIC_WRITE });
    if (!application) throw new CountersignError('not_found');
    if (expectedFingerprint !== undefined && expectedFingerprint !== application.serverKeyFingerprint)
      throw isAnother(application);
    const { publicKey, privateKey, fingerprint } = await generateServerKeys(application.identifier, now);
    if (acceptedForHours > 0)
      em.create(
        FormerServerKey,
        { ...formerOf(application), acceptedUntil: formerAcceptedUntil, createdAt: now },
        { persist: true },
      );
    else
      await em.nativeUpdate(
        FormerServerKey,
        { application: application.id, acceptedUntil: { $gt: now } },
        { acceptedUntil: now },
      );
    em.assign(application, {
      serverPublicKey: publicKey,
      serverPrivateKey: privateKey,
      serverKeyFingerprint: fingerprint,
    });
    recordEvent(em, {
      name: 'KEY ENROLLMENT SERVER KEY ROTATED',
      occurredAt: now,
      ...originOf(origin),
      subjectId: application.id,
      detail: fingerprint,
    });
    await em.flush();
    await notify(em, 'configuration', application.id);
    return { publicKey, fingerprint, formerAcceptedUntil };
  });
}

function isAnother({ serverKeyFingerprint }: Application): CountersignError {
  return new CountersignError('configuration_conflict', {
    extra: { details: [{ code: 'other_key_in_force', server_key_fingerprint: serverKeyFingerprint }] },
  });
}

function formerOf({ id, serverPublicKey, serverPrivateKey, serverKeyFingerprint }: Application) {
  return {
    application: id,
    publicKey: serverPublicKey,
    privateKey: serverPrivateKey,
    fingerprint: serverKeyFingerprint,
  };
}
