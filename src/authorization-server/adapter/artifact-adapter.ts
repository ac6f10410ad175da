import { errors } from 'oidc-provider';
import type { AdapterPayload } from 'oidc-provider';
import { consumeRefreshToken } from '../../commands/tokens/consume-refresh-token.ts';
import { OauthArtifact } from '../../entities/tokens/oauth-artifact.ts';
import type { AuthorizationServerDeps } from '../authorization-server-deps.ts';
import { lifetimes } from '../tokens/lifetimes.ts';
import { revokeReusedFamily } from '../tokens/refresh-token-reuse.ts';
import { currentRequestOrigin } from '../request-origin.ts';
import { hashArtifactId } from './artifact-id.ts';
import { currentTransaction } from './current-transaction.ts';
import { currentTokenType } from '../tokens/token-type.ts';
import { EmptyAdapter } from './empty-adapter.ts';
import { expiryAfter, toEpoch } from './epoch.ts';

/** SQLSTATE of a token whose grant is gone. */
const foreignKeyViolation = '23503';

/** Keeps one kind of token or session in `oauth_artifact`. The value itself is never written: it is what is looked up. */
export class ArtifactAdapter extends EmptyAdapter {
  readonly #deps: AuthorizationServerDeps;
  readonly #model: string;

  constructor(deps: AuthorizationServerDeps, model: string) {
    super();
    this.#deps = deps;
    this.#model = model;
  }

  override async upsert(id: string, payload: AdapterPayload, expiresIn?: number): Promise<void> {
    const { jti: _value, ...stored } = payload;
    const row = {
      id: this.#hash(id),
      model: this.#model,
      grant: payload.grantId ?? null,
      accountId: payload.accountId ?? null,
      clientId: payload.clientId ?? null,
      uid: payload.uid ?? null,
      type: currentTokenType(),
      payload: stored,
      expiresAt: expiresIn === undefined ? null : expiryAfter(this.#deps.clock(), expiresIn),
    };
    try {
      await this.#em().createQueryBuilder(OauthArtifact).insert(row).onConflict('id').merge(['payload', 'grant', 'accountId', 'clientId', 'uid', 'expiresAt']).execute();
    } catch (error) {
      if ((error as { code?: unknown }).code !== foreignKeyViolation) throw error;
      throw new errors.InvalidGrant({ detail: 'the grant was revoked meanwhile', cause: error });
    }
  }

  override async find(id: string): Promise<AdapterPayload | undefined> {
    const artifact = await this.#em().findOne(OauthArtifact, { id: this.#hash(id), model: this.#model }, { disableIdentityMap: true });
    return artifact ? present(artifact, id) : undefined;
  }

  /** Of two that consume at once one wins; the other has reused it. */
  override async consume(id: string): Promise<void> {
    const tokenHash = this.#hash(id);
    const origin = currentRequestOrigin();
    if (await consumeRefreshToken(this.#deps, { tokenHash, origin, grantLifetime: lifetimes.grant() })) return;
    await revokeReusedFamily(this.#deps, tokenHash, origin);
    throw new errors.InvalidGrant({ detail: 'consumed before' });
  }

  override async destroy(id: string): Promise<void> {
    await this.#em().nativeDelete(OauthArtifact, { id: this.#hash(id), model: this.#model });
  }

  override async revokeByGrantId(grantId: string): Promise<void> {
    await this.#em().nativeDelete(OauthArtifact, { grant: grantId, model: this.#model });
  }

  #em() {
    return currentTransaction(this.#deps);
  }

  #hash(id: string): Buffer {
    return hashArtifactId(this.#deps.keyring, this.#model, id);
  }
}

function present(artifact: OauthArtifact, id: string): AdapterPayload {
  return {
    ...artifact.payload,
    jti: id,
    ...(artifact.expiresAt && { exp: toEpoch(artifact.expiresAt) }),
    ...(artifact.consumedAt && { consumed: toEpoch(artifact.consumedAt) }),
  };
}
