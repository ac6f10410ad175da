import { Application } from '../../entities/configuration/application.ts';
import { FormerServerKey } from '../../entities/configuration/former-server-key.ts';
import type { KeyEnrollment } from '../../entities/people/key-enrollment.ts';
import type { CommandDeps } from '../command-deps.ts';

/** The key pair by which the server talks to one profile. */
export interface ServerKey {
  publicKey: string;
  privateKey: string;
  fingerprint: string;
}

/** The key of an application that is handed out now. */
export function currentServerKey({ serverPublicKey, serverPrivateKey, serverKeyFingerprint }: Application): ServerKey {
  return { publicKey: serverPublicKey, privateKey: serverPrivateKey, fingerprint: serverKeyFingerprint };
}

/** The server's pair for one profile alone, if it has one. */
export function ownServerKey(enrolled: Pick<KeyEnrollment, 'serverPublicKey' | 'serverPrivateKey' | 'serverKeyFingerprint'>): ServerKey | undefined {
  const { serverPublicKey: publicKey, serverPrivateKey: privateKey, serverKeyFingerprint: fingerprint } = enrolled;
  return publicKey && privateKey ? { publicKey, privateKey, fingerprint } : undefined;
}

/**
 * The key of an application by its fingerprint, while it is accepted: it is the current one, or was and is not forgotten
 * yet. Undefined = the profile has to exchange keys again.
 */
export async function findApplicationKey(deps: Pick<CommandDeps, 'em' | 'clock'>, application: Application, fingerprint: string): Promise<ServerKey | undefined> {
  if (application.serverKeyFingerprint === fingerprint) return currentServerKey(application);
  const em = deps.em();
  const former = await em.findOne(FormerServerKey, { fingerprint, application: application.id, acceptedUntil: { $gt: deps.clock() } });
  if (former) return former;
  // The configuration at hand may be older than a rotation that another process has told a profile of.
  const rotated = await em.findOne(Application, { id: application.id, serverKeyFingerprint: fingerprint });
  return rotated ? currentServerKey(rotated) : undefined;
}
