import { errors, Provider as OidcProvider } from 'oidc-provider';
import type { AdapterPayload } from 'oidc-provider';
import { openTransaction } from '../../database/joined-transaction.ts';
import type { Statement } from '../../database/prepared-statement.ts';
import { consumeRefreshToken } from '../../commands/tokens/refresh-tokens/consume-refresh-token.ts';
import type { ArtifactModel } from '../../security/key-uses.ts';
import type { AuthorizationServerDeps } from '../authorization-server-deps.ts';
import { currentSettings } from '../settings.ts';
import { lifetimes } from '../tokens/lifetimes.ts';
import { revokeReusedFamily } from '../tokens/refresh-token-reuse.ts';
import { currentRequestOrigin } from '../request-origin.ts';
import { hashArtifactId } from './artifact-id.ts';
import type { ArtifactLookup } from './artifact-lookup.ts';
import {
  deleteArtifact,
  deleteArtifactsOfGrant,
  findArtifactByUid,
  insertArtifact,
  presentArtifact,
  untenableText,
} from './artifact-rows.ts';
import type { ArtifactRow } from './artifact-rows.ts';
import { consumeCode, consumeOnce } from './consume-once.ts';
import { currentTokenType } from '../tokens/token-type.ts';
import { EmptyAdapter } from './empty-adapter.ts';
import { expiryAfter } from './epoch.ts';

/** SQLSTATE of a token whose grant is gone. */
const foreignKeyViolation = '23503';

/** What is done at once for all requests of one turn of the event loop. */
export interface ArtifactTurns {
  lookUp: ArtifactLookup;
  insert(row: ArtifactRow): Promise<void>;
}

/** Stores one kind of token or session in `oauth_artifact`, under a hash of its value. */
export class ArtifactAdapter extends EmptyAdapter {
  protected readonly deps: AuthorizationServerDeps;
  readonly #model: ArtifactModel;
  readonly #turns: ArtifactTurns;

  constructor(deps: AuthorizationServerDeps, model: ArtifactModel, turns: ArtifactTurns) {
    super();
    this.deps = deps;
    this.#model = model;
    this.#turns = turns;
  }

  override async upsert(id: string, payload: AdapterPayload, expiresIn?: number): Promise<void> {
    await this.insert(this.rowOf(id, payload, expiresIn));
  }

  protected rowOf(id: string, payload: AdapterPayload, expiresIn?: number): ArtifactRow {
    const { jti: _value, ...stored } = payload;
    return {
      id: this.hash(id),
      model: this.#model,
      // An interaction goes on when the grant that it found is gone.
      grant: this.#model === 'Interaction' ? null : (payload.grantId ?? null),
      accountId: payload.accountId ?? null,
      clientId: payload.clientId ?? null,
      uid: payload.uid ?? null,
      type: currentTokenType(),
      payload: stored,
      expiresAt: expiresIn === undefined ? null : expiryAfter(this.deps.clock(), expiresIn),
    };
  }

  protected async insert(row: ArtifactRow, also?: Statement): Promise<void> {
    // What refers to no other row waits for no lock, so that many may be stored together.
    const isAlone = this.#model === 'ClientCredentials' && !openTransaction();
    await (isAlone ? this.#turns.insert(row) : insertArtifact(this.deps, row, also)).catch(refuseUntenable);
  }

  override async find(id: string): Promise<AdapterPayload | undefined> {
    const artifact = await this.#turns.lookUp(this.#model, this.hash(id));
    return artifact && presentArtifact(artifact, id);
  }

  /** The public handle does not open the artifact: what is found has no value. */
  override async findByUid(uid: string): Promise<AdapterPayload | undefined> {
    const artifact = await findArtifactByUid(this.deps, { model: this.#model, uid, now: this.deps.clock() });
    return artifact && presentArtifact(artifact, undefined);
  }

  /** Of any number of uses at once one consumes. */
  override async consume(id: string): Promise<void> {
    switch (this.#model) {
      case 'RefreshToken':
        return this.#consumeRefreshToken(this.hash(id));
      case 'AuthorizationCode':
        return consumeCode(this.deps, this.hash(id), currentRequestOrigin());
      default:
        if (!(await consumeOnce(this.deps, this.hash(id)))) throw new errors.InvalidRequest('it was used before');
    }
  }

  /** The other uses count as retries within the allowed time, else as reuse. */
  async #consumeRefreshToken(tokenHash: Buffer): Promise<void> {
    const origin = currentRequestOrigin();
    const { refresh_retry_seconds: retrySeconds } = currentSettings();
    const use = { tokenHash, origin, grantLifetime: lifetimes.Grant(OidcProvider.ctx), retrySeconds };
    if ((await consumeRefreshToken(this.deps, use)) !== 'reused') return;
    await revokeReusedFamily(this.deps, tokenHash, origin);
    throw new errors.InvalidGrant({ detail: 'consumed before' });
  }

  override async destroy(id: string): Promise<void> {
    await deleteArtifact(this.deps, this.#model, this.hash(id));
  }

  override async revokeByGrantId(grantId: string): Promise<void> {
    await deleteArtifactsOfGrant(this.deps, this.#model, grantId);
  }

  protected hash(id: string): Buffer {
    return hashArtifactId(this.deps.keyring, this.#model, id);
  }
}

function refuseUntenable(error: unknown): never {
  const { code } = error as { code?: unknown };
  if (code === foreignKeyViolation)
    throw new errors.InvalidGrant({ detail: 'the grant was revoked meanwhile', cause: error });
  if (untenableText.includes(code))
    throw new errors.InvalidRequest('a parameter holds a character that cannot be kept', undefined, { cause: error });
  throw error;
}
