import type { EntityManager } from '@mikro-orm/postgresql';
import { runStatement } from '../../../database/prepared-statement.ts';
import { maskEmail, maskName } from '../../../domain/persons/contacts/mask.ts';
import { bounds } from '../../../domain/rate-limits/limits.ts';
import { timeOrderedId } from '../../../entities/columns/id.ts';
import type { Keyring } from '../../../security/keyring.ts';
import type { CommandDeps } from '../../command-deps.ts';
import type { RequestOrigin } from '../../events/request-origin.ts';
import { deleteSessions } from '../../tokens/sessions/end-sessions.ts';

type Deps = Pick<CommandDeps, 'em' | 'clock' | 'keyring'>;

/** An account that a browser knows. */
export interface KnownAccount {
  id: string;
  personId: string;
  /** Public handle of its last session in this browser. */
  sessionId: string;
  /** Whether that session is alive, and its person may sign in. */
  isSignedIn: boolean;
  isRemembered: boolean;
  name: string;
  /** Masked address or name. */
  display: string;
}

/** A sign-in that a browser keeps in its list. */
export interface NewAccount {
  personId: string;
  sessionId: string;
  isRemembered: boolean;
  origin: RequestOrigin;
}

/** Bytes of the cookie. */
const cookieSize = 32;
/** Days that an account is listed without use: browsers keep no cookie longer. */
const keptDays = 400;

const columns = `
  select a.id, a.person_id as "personId", a.session_id as "sessionId", a.is_remembered as "isRemembered",
         s.id is not null and p.status = 'active' as "isSignedIn", p.username, p.display_name as "displayName",
         (select e.address from person_email e where e.person_id = p.id and e.is_primary) as email
    from browser_account a
    join person p on p.id = a.person_id
    left join oauth_artifact s on s.uid = a.session_id and s.model = 'Session' and s.account_id = a.person_id and s.expires_at > ?
   where a.list_hash = ? and a.expires_at > ? and (a.is_remembered or s.id is not null)
   order by a.used_at desc, a.id`;

type Row = Omit<KnownAccount, 'name' | 'display'> & Record<'username' | 'displayName' | 'email', string | null>;

/**
 * The accounts of a browser, the last used first. One whose person did not want to stay signed in is gone with its session.
 * @param list cookie; undefined: the browser has none.
 */
export async function findBrowserAccounts(deps: Deps, list: string | undefined): Promise<KnownAccount[]> {
  if (!list) return [];
  const now = deps.clock();
  const rows = await runStatement<Row>(deps.em(), {
    sql: columns,
    parameters: [now, hashOf(deps.keyring, list), now],
  });
  return rows.map(({ username, displayName, email, ...account }) => {
    const name = displayName ?? username ?? account.personId;
    return { ...account, name: displayName ?? '', display: email ? maskEmail(email) : maskName(username ?? name) };
  });
}

const lockList = `
  select id, person_id as "personId", session_id as "sessionId" from browser_account
   where list_hash = ? order by used_at desc, id for update`;
const renameList = `update browser_account set list_hash = ? where list_hash = ?`;
const insertAccount = `
  insert into browser_account (id, list_hash, person_id, session_id, is_remembered, used_at, expires_at) values (?, ?, ?, ?, ?, ?, ?)
  on conflict (list_hash, person_id) do update
     set session_id = excluded.session_id, is_remembered = excluded.is_remembered, used_at = excluded.used_at, expires_at = excluded.expires_at`;

/**
 * Puts an account first in the list of a browser. The list gets a new cookie, as a session does at a sign-in, so that one that was planted
 * opens nothing. Sessions that leave the list end: the browser could not get back to them.
 * @param former cookie of the list so far.
 * @returns the cookie of the list.
 */
export async function keepBrowserAccount(
  deps: Deps & Pick<CommandDeps, 'random'>,
  former: string | undefined,
  account: NewAccount,
): Promise<string> {
  const list = deps.random(cookieSize).toString('base64url');
  const listHash = hashOf(deps.keyring, list);
  const now = deps.clock();
  await deps.em().transactional(async (em) => {
    if (former) {
      const formerHash = hashOf(deps.keyring, former);
      await dropAccounts(em, { ...account, formerHash }, now);
      await runStatement(em, { sql: renameList, parameters: [listHash, formerHash] });
    }
    const { personId, sessionId, isRemembered } = account;
    const [id, expiresAt] = [timeOrderedId(now.getTime()), new Date(now.getTime() + keptDays * 86_400_000)];
    const parameters = [id, listHash, personId, sessionId, isRemembered, now, expiresAt];
    await runStatement(em, { sql: insertAccount, parameters });
  });
  return list;
}

/** What has to leave a list for an account: the account's own former session, and the accounts beyond the most. */
async function dropAccounts(
  em: EntityManager,
  { personId, sessionId, origin, formerHash }: NewAccount & { formerHash: Buffer },
  now: Date,
): Promise<void> {
  const known = await runStatement<Pick<KnownAccount, 'id' | 'personId' | 'sessionId'>>(em, {
    sql: lockList,
    parameters: [formerHash],
  });
  const beyond = known.filter((each) => each.personId !== personId).slice(bounds['browser-accounts'].most - 1);
  for (const { id } of beyond)
    await runStatement(em, { sql: 'delete from browser_account where id = ?', parameters: [id] });
  const own = known.filter((each) => each.personId === personId && each.sessionId !== sessionId);
  for (const left of [...beyond, ...own]) await endSessionOf(em, left, origin, now);
}

/** Puts an account that was chosen first, in the caller's transaction. */
export async function noteUse(em: EntityManager, id: string, now: Date): Promise<void> {
  await runStatement(em, { sql: 'update browser_account set used_at = ? where id = ?', parameters: [now, id] });
}

/**
 * Takes an account out of the list of a browser, and signs it out there.
 * @returns false when the list has no such account.
 */
export async function forgetBrowserAccount(
  deps: Deps,
  list: string | undefined,
  { id, origin }: { id: string; origin: RequestOrigin },
): Promise<boolean> {
  if (!list) return false;
  const sql = `delete from browser_account where id = ? and list_hash = ? returning person_id as "personId", session_id as "sessionId"`;
  return deps.em().transactional(async (em) => {
    const parameters = [id, hashOf(deps.keyring, list)];
    const [gone] = await runStatement<Pick<KnownAccount, 'personId' | 'sessionId'>>(em, { sql, parameters });
    if (gone) await endSessionOf(em, gone, origin, deps.clock());
    return gone !== undefined;
  });
}

async function endSessionOf(
  em: EntityManager,
  { personId: userId, sessionId }: Pick<KnownAccount, 'personId' | 'sessionId'>,
  origin: RequestOrigin,
  now: Date,
): Promise<void> {
  await deleteSessions(em, { userId, sessionId, removeTokens: true }, { event: 'SESSION ENDED', origin }, now);
  await em.flush();
}

/** Deletes a batch of accounts that were not used for long. @returns the rows deleted. */
export async function pruneBrowserAccounts(deps: Pick<CommandDeps, 'em' | 'clock'>): Promise<number> {
  const sql = `delete from browser_account where id in (
    select id from browser_account where expires_at < ? order by expires_at limit 1000 for update skip locked)`;
  return (await deps.em().execute<{ affectedRows: number }>(sql, [deps.clock()], 'run')).affectedRows;
}

function hashOf(keyring: Keyring, list: string): Buffer {
  return keyring.lookupHash(list, 'browser_account');
}
