import { runApart } from '../../../database/prepared-statement.ts';
import { epoch } from '../../../database/epoch.ts';
import { Consent } from '../../../entities/tokens/consent.ts';
import type { CommandDeps } from '../../command-deps.ts';
import type { ConsentLine } from './consent-lines.ts';

/** What a user let a web client do. An app was let in by an enrolment code on its device: that is a device, no consent. */
export interface UserConsent {
  id: string;
  clientId: string;
  clientName: string;
  deviceName: string | null;
  /** Space-separated. */
  scope: string;
  /** Epoch milliseconds. */
  createdAt: number;
}

const findConsents = `
    select c.id::text, c.client_id as "clientId", coalesce(o.name, c.client_id) as "clientName", null::text as "deviceName",
           coalesce((select string_agg(s->>'name', ' ') from jsonb_array_elements(c.scopes) s where (s->>'granted')::boolean), '') as scope,
           ${epoch('c.granted_at')} as "createdAt"
      from consent c
      left join oauth_client o on o.id = c.client_id
     where c.account_id = $1
     order by c.granted_at, c.id`;

/** The consents of a user, oldest first. */
export async function findConsentsOf(deps: Pick<CommandDeps, 'em'>, userId: string): Promise<UserConsent[]> {
  return runApart<UserConsent>(deps, { sql: findConsents, parameters: [userId] });
}

/** What a person decided last for a client; undefined when they were never asked, or it does not hold any longer. */
export async function findConsent(
  deps: Pick<CommandDeps, 'em' | 'clock'>,
  { userId, clientId }: { userId: string; clientId: string },
): Promise<Consent | undefined> {
  const where = { accountId: userId, clientId, $or: [{ expiresAt: null }, { expiresAt: { $gt: deps.clock() } }] };
  return (await deps.em().findOne(Consent, where)) ?? undefined;
}

/**
 * Whether everything that is asked for was decided, by the same texts, and in such a way that the client can go on: nothing new, and
 * nothing refused that it requires since.
 */
export function isDecided(
  consent: Pick<Consent, 'scopes' | 'claims' | 'refusedClaims'>,
  lines: readonly ConsentLine[],
): boolean {
  const { scopes, claims, refusedClaims } = consent;
  return lines.every((line) => {
    const decided = scopes.find(({ resource, name }) => resource === line.resource && name === line.name);
    if (decided?.textVersion !== line.textVersion || (line.required && !decided.granted)) return false;
    const isSettled = ({ name, required }: ConsentLine['claims'][number]) =>
      claims.includes(name) || (!required && (!decided.granted || refusedClaims.includes(name)));
    return line.claims.every(isSettled);
  });
}
