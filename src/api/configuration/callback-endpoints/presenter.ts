import type { CallbackEndpoint } from '../../../entities/configuration/callback-endpoint.ts';

/** A callback endpoint without its secrets. */
export function presentCallbackEndpoint({ id, url, username, signingSecret }: CallbackEndpoint) {
  return { id, url, username: username ?? null, signed: Boolean(signingSecret) };
}
