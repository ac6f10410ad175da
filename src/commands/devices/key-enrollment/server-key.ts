import { Application } from '../../../entities/configuration/application.ts';
import { FormerServerKey } from '../../../entities/configuration/former-server-key.ts';
import type { KeyEnrollment } from '../../../entities/devices/key-enrollment.ts';
import type { CommandDeps } from '../../command-deps.ts';

/** The server's key pair for one registration. */
export interface ServerKey {
  publicKey: string;
  privateKey: string;
  fingerprint: string;
}

/** The key of an application that is handed out now. */
export function currentServerKey({ serverPublicKey, serverPrivateKey, serverKeyFingerprint }: Application): ServerKey {
  return { publicKey: serverPublicKey, privateKey: serverPrivateKey, fingerprint: serverKeyFingerprint };
}

/** The server's key pair of a single enrolment, if it has one. */
export function ownServerKey(
  enrolled: Pick<KeyEnrollment, 'serverPublicKey' | 'serverPrivateKey' | 'serverKeyFingerprint'>,
): ServerKey | undefined {
  const { serverPublicKey: publicKey, serverPrivateKey: privateKey, serverKeyFingerprint: fingerprint } = enrolled;
  return publicKey && privateKey ? { publicKey, privateKey, fingerprint } : undefined;
}

/**
 * The key of an application by its fingerprint, while it is accepted: it is the current one, or was and is not forgotten
 * yet. Undefined = the registration has to exchange keys again.
 */
export async function findApplicationKey(
  deps: Pick<CommandDeps, 'em' | 'clock'>,
  application: Application,
  fingerprint: string,
): Promise<ServerKey | undefined> {
  if (application.serverKeyFingerprint === fingerprint) return currentServerKey(application);
  const em = deps.em();
  const former = await em.findOne(FormerServerKey, {
    fingerprint,
    application: application.id,
    acceptedUntil: { $gt: deps.clock() },
  });
  if (former) return former;
  // The configuration snapshot may be older than a rotation by another process.
  const rotated = await em.findOne(Application, { id: application.id, serverKeyFingerprint: fingerprint });
  return rotated ? currentServerKey(rotated) : undefined;
}
