import { errors } from 'oidc-provider';
import type { AdapterPayload } from 'oidc-provider';
import type { AuthorizationServerDeps } from '../authorization-server-deps.ts';
import { rememberProof } from '../tokens/used-proofs.ts';
import { EmptyAdapter } from './empty-adapter.ts';
import { expiryAfter } from './epoch.ts';

/**
 * Keeps the proofs used at the token endpoint. The provider asks first and writes then, which two requests at once would
 * both pass; here the write alone decides.
 */
export class ReplayAdapter extends EmptyAdapter {
  readonly #deps: AuthorizationServerDeps;

  constructor(deps: AuthorizationServerDeps) {
    super();
    this.#deps = deps;
  }

  override async upsert(id: string, _payload: AdapterPayload, expiresIn = 0): Promise<void> {
    const fresh = await rememberProof(this.#deps, Buffer.from(id, 'base64url'), expiryAfter(this.#deps.clock(), expiresIn));
    if (!fresh) throw new errors.InvalidDpopProof('DPoP proof was used before');
  }
}
