import { runApart } from '../../../database/prepared-statement.ts';
import { openStatuses } from '../../../domain/authentication/flow/status.ts';
import type { JournalEntry } from '../../../domain/action-tokens/journal.ts';
import { bounds } from '../../../domain/rate-limits/limits.ts';
import { timeOrderedId } from '../../../entities/columns/id.ts';
import { ActionToken } from '../../../entities/action-tokens/action-token.ts';
import type { ErrorCode } from '../../../errors/error-catalogue.ts';
import { hashActionToken, loginTokenOf, openContent, sealContent } from '../token-value.ts';
import type { ActionResult, ActionWork, LockedUse, UseDeps } from './perform-action.ts';
import { readToken } from './read-token.ts';

const lifetime = bounds['login-token-lifetime'].most;

/**
 * Lets the person be signed in. The session itself is made by the authorization server alone: in the sign-in that asked for it, or, where
 * a site processed the token, in one that the browser begins with another token, which is good for a moment. One statement, as most tokens do
 * nothing else.
 */
export async function performLogin(deps: UseDeps, { tokenId, action }: ActionWork): Promise<ActionResult> {
  const { keyring } = deps;
  // What it is given never changes, so that this needs no lock.
  const token = await readToken(deps.em(), { id: tokenId });
  if (!token) return { failed: 'person_not_found' };
  const now = deps.clock();
  const id = timeOrderedId(now.getTime());
  const expiresAt = new Date(now.getTime() + lifetime * 1000);
  const done: JournalEntry = token.flowId ? {} : { loginTokenId: id, loginExpiresAt: expiresAt.toISOString() };
  const { redirectUri } = openContent(keyring, token);
  const parameters = [
    ...[token.person, tokenId, action, now, [...openStatuses], JSON.stringify({ [action]: done })],
    ...[
      id,
      hashActionToken(keyring, loginTokenOf(keyring, id)),
      sealContent(keyring, id, { parameters: {}, redirectUri }),
    ],
    expiresAt,
  ];
  const [row] = await runApart<{ outcome: ErrorCode | 'done' }>(deps, { sql: perform, parameters });
  const outcome = row?.outcome ?? 'person_not_found';
  return outcome === 'done' ? {} : { failed: outcome };
}

/** Deletes the token that signs a browser in, unless that was done. */
export async function undoLogin({ em }: LockedUse, { loginTokenId }: JournalEntry): Promise<void> {
  if (loginTokenId !== undefined) await em.nativeDelete(ActionToken, { id: loginTokenId, status: 'open' });
}

/**
 * The person is locked before the token, as by what removes people; each part reads from the one before it, which keeps that order. What is
 * done already is done; what was undone is not done any more. A token of a machine is no way in as a person who administers Countersign.
 */
const perform = `
  with owner as materialized (select id from user_account where id = $1 for no key update),
  used as materialized (
    select t.id, t.person_id, t.types, t.level, t.status, t.journal, t.client_id, t.flow_id
      from action_token t join owner on owner.id = t.person_id where t.id = $2::uuid for no key update of t),
  whose as materialized (select p.id, p.status from person p join used on used.person_id = p.id for share of p),
  decided as materialized (
    select used.*, case
      when used.status <> 'running' or not $3::text = any (used.types) or used.journal -> $3 -> 'isUndone' is not null then 'action_token_invalid'
      when used.journal -> $3 is not null then 'known'
      when used.client_id is not null and exists (select from role_assignment r where r.person_id = used.person_id) then 'role_elevation'
      when whose.status is distinct from 'active' then 'person_not_active'
      when used.flow_id is not null and not exists (
        select from authentication_flow f where f.id = used.flow_id and f.expires_at > $4 and f.status = any ($5::text[])) then 'flow_expired'
      else 'done' end as outcome
      from used left join whose on whose.id = used.person_id),
  added as (
    insert into action_token (id, token_hash, person_id, types, content, level, journal, client_id, created_at, expires_at)
    select $7::uuid, $8::bytea, person_id, array[$3::text], $9::bytea, level, '{}', client_id, $4::timestamptz, $10::timestamptz
      from decided where outcome = 'done' and flow_id is null),
  written as (
    update action_token t set journal = t.journal || $6::jsonb from decided where t.id = decided.id and decided.outcome = 'done')
  select case outcome when 'known' then 'done' else outcome end as outcome from decided`;
