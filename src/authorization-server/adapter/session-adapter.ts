import { Provider } from 'oidc-provider';
import type { AdapterPayload } from 'oidc-provider';
import type { AuthorizationServerDeps } from '../authorization-server-deps.ts';
import { ArtifactAdapter } from './artifact-adapter.ts';
import type { ArtifactLookup } from './artifact-lookup.ts';
import { presentArtifact } from './artifact-rows.ts';
import { runCurrent } from './current-unit-of-work.ts';
import { toEpoch } from './epoch.ts';
import { kinOfRequest } from './kin-of-request.ts';

/** Characters of a user agent that are kept; a header may be of any length. */
const longestUserAgent = 512;

/**
 * A session that is there already. Two sites may be signed in to at once, each of which knows nothing of the other: what the session
 * has of each client is kept. One that was ended meanwhile stays ended.
 */
const update = `
  update oauth_artifact
     set payload = ?::jsonb || jsonb_build_object('authorizations', coalesce(payload->'authorizations', '{}') || ?::jsonb),
         account_id = ?, expires_at = ?
   where id = ? and model = 'Session'`;

/** Stores browser sessions, with the browser that they are of. */
export class SessionAdapter extends ArtifactAdapter {
  /** Ids that a request found: what it saves under them is an update. */
  readonly #found = new WeakMap<object, Set<string>>();

  constructor(deps: AuthorizationServerDeps, lookUp: ArtifactLookup) {
    super(deps, 'Session', lookUp);
  }

  override async find(id: string): Promise<AdapterPayload | undefined> {
    const session = await super.find(id);
    const request = Provider.ctx?.req;
    if (session && request) this.#found.set(request, (this.#found.get(request) ?? new Set()).add(id));
    return session;
  }

  override async findByUid(uid: string): Promise<AdapterPayload | undefined> {
    const known = kinOfRequest()?.sessions.get(uid);
    if (known === undefined) return super.findByUid(uid);
    return known ? presentArtifact(known, undefined) : undefined;
  }

  override async destroy(id: string): Promise<void> {
    kinOfRequest()?.sessions.clear();
    await super.destroy(id);
  }

  override async upsert(id: string, payload: AdapterPayload, expiresIn?: number): Promise<void> {
    kinOfRequest()?.sessions.clear();
    const { ctx } = Provider;
    const userAgent = ctx?.get('user-agent').slice(0, longestUserAgent) || null;
    const seen = { userAgent, ipAddress: ctx?.ip || null, lastSeenAt: toEpoch(this.deps.clock()) };
    const row = this.rowOf(id, { ...payload, ...seen }, expiresIn);
    if (ctx === undefined || this.#found.get(ctx.req)?.has(id) !== true) return this.insert(row);
    const { authorizations = {}, ...rest } = row.payload;
    const parameters = [JSON.stringify(rest), JSON.stringify(authorizations), row.accountId, row.expiresAt, row.id];
    await runCurrent(this.deps, { sql: update, parameters });
  }
}
