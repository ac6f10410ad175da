import { runStatement } from '../../../database/prepared-statement.ts';
import type { SignInMethodName } from '../../../domain/authentication/methods/all-methods.ts';
import { methodsByType } from '../../../domain/authentication/stored-methods.ts';
import { signInMethodTypes } from '../../../domain/persons/sign-in-methods/status.ts';
import { takesCertificates } from '../../../security/clients/presented-certificate.ts';
import { reachablePhones } from '../../mobile-authentication/initialise/find-enrolled-phones.ts';
import { findProviderPlaces } from '../../persons/sign-in-methods/identity/external-identities.ts';
import type { FlowDeps } from '../flow/flow-deps.ts';

/** Active people who have the same sign-in methods, and the same policy of their own. */
export interface PeopleAlike {
  methods: SignInMethodName[];
  /** Of their own policy, which one person has alone. */
  policyId: string | null;
  /** One of those who were named, who is alone here. */
  personId: string | null;
  people: number;
}

interface Row extends Omit<PeopleAlike, 'methods'> {
  /** A bit for each type of {@link signInMethodTypes}: numbers are grouped in a third of the time of lists. */
  flags: number;
  hasPhone: boolean;
}

/** What `isSetUp` of each method asks for one person, for all of them at once; a test compares the two. */
const statement = `with held as (
    select m.person_id, 1 << array_position($5::text[], m.type) as flag from sign_in_method m
     where m.status <> 'pending' and (m.due_at is null or m.due_at > $1) and (m.expires_at is null or m.expires_at > $1)
       and (m.type <> 'identity' or exists (select from external_identity e, jsonb_to_recordset($2) as x (provider text, "providerAddress" text)
             where e.method_id = m.id and e.provider_id = x.provider and e.provider_address = x."providerAddress"))
     union all select e.person_id, 1 << array_position($5::text[], 'email') from person_email e where e.verified_at is not null
     union all select n.person_id, 1 << array_position($5::text[], 'phone') from person_phone n where n.verified_at is not null
  ), methods as (
    select person_id, bit_or(flag) as flags from held group by person_id
  ), phones as (
    select distinct r.user_id ${reachablePhones}
  )
  select coalesce(m.flags, 0) as flags, f.user_id is not null as "hasPhone", a.id as "policyId",
         case when p.id = any($3) then p.id end as "personId", count(*)::integer as people
    from person p
    left join methods m on m.person_id = p.id
    left join phones f on f.user_id = p.id
    left join authentication_policy a on a.kind = 'user' and a.subject_id = p.id
   where p.status = 'active' and ($4::text is null or p.id = $4)
   group by 1, 2, 3, 4`;

/**
 * All active people, or one, by what they can sign in with.
 * @param asked.apart people who are counted each by themselves
 */
export async function findPeopleAlike(
  deps: FlowDeps,
  { apart, only }: { apart: readonly string[]; only: string | null },
): Promise<PeopleAlike[]> {
  const em = deps.em();
  const { general, types } = await deps.configuration.current();
  const isAsked = types.has(general.login_mobile_authentication_type);
  const isCertificateTaken = takesCertificates(deps.environment);
  const places = JSON.stringify(await findProviderPlaces(em));
  const rows = await runStatement<Row & Record<string, unknown>>(em, {
    sql: statement,
    parameters: [deps.clock(), places, [...apart], only, [...signInMethodTypes]],
  });
  return rows.map(({ flags, hasPhone, policyId, personId, people }) => {
    // Positions in PostgreSQL begin at 1.
    const held = signInMethodTypes.filter((_, index) => (flags & (1 << (index + 1))) !== 0);
    const usable = held.filter((type) => type !== 'certificate' || isCertificateTaken);
    const phone: SignInMethodName[] = hasPhone && isAsked ? ['countersign'] : [];
    return { methods: [...usable.flatMap((type) => methodsByType[type]), ...phone], policyId, personId, people };
  });
}
