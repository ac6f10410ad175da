import { isDeepStrictEqual } from 'node:util';
import { Provider } from 'oidc-provider';
import type { AdapterPayload } from 'oidc-provider';
import { runCurrent } from '../../database/prepared-statement.ts';
import { noteSeen } from '../../commands/persons/users/note-seen.ts';
import type { AuthorizationServerDeps } from '../authorization-server-deps.ts';
import { ArtifactAdapter } from './artifact-adapter.ts';
import type { ArtifactTurns } from './artifact-adapter.ts';
import { alongWith, presentArtifact } from './artifact-rows.ts';
import { toEpoch } from './epoch.ts';
import { kinOfRequest, take } from './kin-of-request.ts';

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

/** Seconds within which a session is not written again only because it was used: its end and when it was last seen are this exact. */
const exactness = 60;

/** Stores browser sessions, with the browser that they are of. */
export class SessionAdapter extends ArtifactAdapter {
  /** What a request found, by id: what it saves under one of these is an update. */
  readonly #found = new WeakMap<object, Map<string, AdapterPayload>>();

  constructor(deps: AuthorizationServerDeps, turns: ArtifactTurns) {
    super(deps, 'Session', turns);
  }

  override async find(id: string): Promise<AdapterPayload | undefined> {
    const session = await super.find(id);
    const request = Provider.ctx?.req;
    if (!session || !request) return session;
    const found = this.#found.get(request) ?? new Map<string, AdapterPayload>();
    // The provider changes what it is given.
    this.#found.set(request, found.set(id, structuredClone(session)));
    return session;
  }

  override async findByUid(uid: string): Promise<AdapterPayload | undefined> {
    const known = take(kinOfRequest()?.sessions, uid);
    return known ? presentArtifact(known, undefined) : super.findByUid(uid);
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
    const found = ctx && this.#found.get(ctx.req)?.get(id);
    const seenNow =
      row.accountId === null ? undefined : noteSeen({ sql: '?', parameters: [row.accountId] }, this.deps.clock());
    if (!found) return this.insert(row, seenNow);
    if (isAsItWas(found, { ...row.payload, jti: id })) return undefined;
    const { authorizations = {}, ...rest } = row.payload;
    const parameters = [JSON.stringify(rest), JSON.stringify(authorizations), row.accountId, row.expiresAt, row.id];
    await runCurrent(this.deps, alongWith(seenNow, { sql: update, parameters }));
  }
}

/** Whether only the time has changed, and by little. */
function isAsItWas(found: AdapterPayload, session: AdapterPayload): boolean {
  const { exp: foundEnd = 0, lastSeenAt: foundAt, ...before } = found;
  const { exp: end = 0, lastSeenAt: seenAt, ...after } = session;
  const isRecent = end - foundEnd <= exactness && Number(seenAt) - Number(foundAt) <= exactness;
  return isRecent && isDeepStrictEqual(before, after);
}
