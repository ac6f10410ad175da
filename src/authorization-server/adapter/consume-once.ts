import { errors } from 'oidc-provider';
import type { CommandDeps } from '../../commands/command-deps.ts';
import type { RequestOrigin } from '../../commands/events/request-origin.ts';
import { runCurrent, runStatement } from '../../database/prepared-statement.ts';
import { OauthArtifact } from '../../entities/tokens/oauth-artifact.ts';
import { revokeGrant } from '../tokens/refresh-token-reuse.ts';
import { currentUnitOfWork } from './current-unit-of-work.ts';

type Deps = Pick<CommandDeps, 'em' | 'clock'>;

const consume = 'update oauth_artifact set consumed_at = $1 where id = $2 and consumed_at is null returning id';
/**
 * The grant is locked before the code, as one that is revoked takes its codes with it; uses of codes of one grant wait for each other, and
 * one that has waited finds the code as it is then.
 */
const consumeWithGrant = `
  with locked as materialized (
    select g.id from oauth_grant g join oauth_artifact a on a.grant_id = g.id where a.id = $2 for update of g
  )
  update oauth_artifact set consumed_at = $1
   where (select count(*) from locked) >= 0 and id = $2 and consumed_at is null returning id`;

/** Uses an artifact up. @returns false when it was used before, or is gone. */
export async function consumeOnce(deps: Deps, id: Buffer): Promise<boolean> {
  return (await runCurrent(deps, { sql: consume, parameters: [deps.clock(), id] })).length === 1;
}

/**
 * Uses an authorization code up, in the transaction that issues its tokens. A second use may be an attacker's, and so may the first
 * have been: it revokes the grant with everything that was issued (RFC 6749 section 4.1.2, RFC 9700 section 2.1.1).
 * @throws InvalidGrant when it was used before.
 */
export async function consumeCode(deps: Deps, id: Buffer, origin: RequestOrigin): Promise<void> {
  const em = currentUnitOfWork(deps);
  const used = await runStatement(em, { sql: consumeWithGrant, parameters: [deps.clock(), id] });
  if (used.length === 1) return;
  const code = await em.findOne(OauthArtifact, { id }, { disableIdentityMap: true });
  if (code?.grant) {
    await revokeGrant(em, code.grant, { now: deps.clock(), origin, reused: 'AUTHORIZATION CODE REUSED' });
    await em.flush();
  }
  throw new errors.InvalidGrant({ detail: 'the authorization code was used before' });
}
