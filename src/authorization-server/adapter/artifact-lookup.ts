import { openTransaction } from '../../database/joined-transaction.ts';
import { batchOfTurn } from '../../database/batch-of-turn.ts';
import { runApart, runStatement } from '../../database/prepared-statement.ts';
import type { HubRole } from '../../domain/persons/roles/hub-roles.ts';
import type { ArtifactModel } from '../../security/key-uses.ts';
import type { AuthorizationServerDeps } from '../authorization-server-deps.ts';
import { foundColumns } from './artifact-rows.ts';
import type { FoundArtifact } from './artifact-rows.ts';
import { kinOfRequest } from './kin-of-request.ts';
import type { FoundGrant } from './kin-of-request.ts';

/** An artifact with its grant, the session that it was got in, whether its person may sign in, and their roles. */
interface ArtifactWithKin extends FoundArtifact {
  model: ArtifactModel;
  accountId: string | null;
  isActive: boolean;
  roles: HubRole[];
  grantId: string | null;
  grant: FoundGrant | null;
  sessionUid: string | null;
  session: Omit<FoundArtifact, 'id'> | null;
}

/**
 * Each id by itself (`offset 0`), each kin by a query of its own and the session by an aggregate: for `any`, joins and `limit 1` the plan may
 * be one that reads whole tables, as it is made once, while they are small.
 */
const lookUp = `
  select found.* from unnest($2::bytea[]) as wanted (id) cross join lateral (
    select ${foundColumns('a')}, a.model, a.account_id as "accountId", a.grant_id as "grantId", a.payload->>'sessionUid' as "sessionUid",
           coalesce((select p.status = 'active' from person p where p.id = a.account_id), false) as "isActive",
           (select coalesce(jsonb_agg(r.role order by r.role), '[]') from role_assignment r where r.person_id = a.account_id) as roles,
           (select jsonb_build_object('accountId', g.account_id, 'clientId', g.client_id, 'payload', g.payload,
                                      'expires', floor(extract(epoch from g.expires_at)))
              from oauth_grant g where g.id = a.grant_id) as "grant",
           (select jsonb_agg(jsonb_build_object('payload', s.payload, 'expires', floor(extract(epoch from s.expires_at)), 'consumed', null)) -> 0
              from oauth_artifact s where s.uid = a.payload->>'sessionUid' and s.model = 'Session') as session
      from oauth_artifact a where a.id = wanted.id offset 0
  ) found`;

/** Finds artifacts by their ids. */
export type ArtifactLookup = (model: ArtifactModel, id: Buffer) => Promise<FoundArtifact | undefined>;

/**
 * Finds artifacts, all that are asked for in one turn of the event loop in one statement: a token that is introspected is looked for among
 * three kinds, and many requests are at once. Within a transaction each is found by itself. What the provider asks for next is found with
 * it, and kept for this request.
 */
export function createArtifactLookup(deps: Pick<AuthorizationServerDeps, 'em' | 'clock'>): ArtifactLookup {
  const findTogether = batchOfTurn((ids: readonly Buffer[]) =>
    runApart<ArtifactWithKin>(deps, { sql: lookUp, parameters: [deps.clock(), ids] }),
  );
  return async (model, id) => {
    const em = openTransaction();
    const rows = em
      ? await runStatement<ArtifactWithKin>(em, { sql: lookUp, parameters: [deps.clock(), [id]] })
      : await findTogether(id);
    // Of a device code the page names the row itself, which may be one of another kind.
    const found = rows.find((row) => row.model === model && row.id.equals(id));
    if (!found) return undefined;
    // The rows are those of every request of the turn, and the provider changes what it is given.
    const artifact = { ...structuredClone(found), id };
    rememberKin(artifact);
    return artifact;
  };
}

function rememberKin({ accountId, isActive, roles, grantId, grant, sessionUid, session }: ArtifactWithKin): void {
  const kin = kinOfRequest();
  if (accountId !== null) {
    kin?.active.set(accountId, isActive);
    kin?.roles.set(accountId, roles);
  }
  if (grantId !== null && grant) kin?.grants.set(grantId, grant);
  if (sessionUid !== null && session) kin?.sessions.set(sessionUid, session);
}
