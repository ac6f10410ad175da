import type { ArtifactModel } from '../../security/key-uses.ts';
import type { Keyring } from '../../security/keyring.ts';

/** Keyed hash under which an artifact is stored: a token read from a log or a backup cannot be matched without the key. */
export function hashArtifactId(keyring: Keyring, model: ArtifactModel, value: string): Buffer {
  return keyring.lookupHash(value, `oauth_artifact.${model}`);
}
