import { errors } from 'oidc-provider';
import type { AdapterPayload } from 'oidc-provider';
import type { AuthorizationServerDeps } from '../authorization-server-deps.ts';
import { rememberProofWithin } from '../tokens/used-proofs.ts';
import { currentUnitOfWork } from './current-unit-of-work.ts';
import { EmptyAdapter } from './empty-adapter.ts';
import { expiryAfter } from './epoch.ts';

/**
 * Stores proofs used at the token endpoint. The provider reads before it writes, which two concurrent requests would
 * both pass; so the unique insert decides. Within the exchange of a code it is part of that transaction, which must not wait for a second
 * connection.
 */
export class ReplayAdapter extends EmptyAdapter {
  readonly #deps: AuthorizationServerDeps;

  constructor(deps: AuthorizationServerDeps) {
    super();
    this.#deps = deps;
  }

  override async upsert(id: string, _payload: AdapterPayload, expiresIn = 0): Promise<void> {
    const fresh = await rememberProofWithin(
      currentUnitOfWork(this.#deps),
      Buffer.from(id, 'base64url'),
      expiryAfter(this.#deps.clock(), expiresIn),
    );
    if (!fresh) throw new errors.InvalidDpopProof('DPoP proof was used before');
  }
}
