import { randomBytes } from 'node:crypto';

const lifetimeSeconds = 3599;
const keptTokens = 1000;

/** Google's access tokens: opaque, valid for an hour, lost with a restart. */
export class AccessTokens {
  readonly #expiries = new Map<string, number>();

  issue(): { access_token: string; expires_in: number; token_type: 'Bearer' } {
    const token = `ya29.c.${randomBytes(48).toString('base64url')}`;
    this.#expiries.set(token, Date.now() + lifetimeSeconds * 1000);
    if (this.#expiries.size > keptTokens) this.#expiries.delete(this.#expiries.keys().next().value as string);
    return { access_token: token, expires_in: lifetimeSeconds, token_type: 'Bearer' };
  }

  /** Whether an `Authorization` header contains a valid token. */
  accepts(authorization: string | undefined): boolean {
    const token = /^Bearer ([\w.-]+)$/.exec(authorization ?? '')?.[1];
    return token !== undefined && (this.#expiries.get(token) ?? 0) > Date.now();
  }

  revoke(authorization: string | undefined): void {
    this.#expiries.delete((authorization ?? '').replace(/^Bearer /, ''));
  }
}
