import { isBroken } from '../../../../domain/authentication/sending/country-breaker.ts';
import type { CommandDeps } from '../../../command-deps.ts';
import { breakerSpanAt } from './send-limits.ts';

interface Row {
  country: string;
  sent: number;
  verified: number;
}

/** The same as for one country, for each to which a code went of late. */
const counts = `select country, count(distinct person_id)::int as sent,
    count(distinct person_id) filter (where is_proven)::int as verified
  from (select country, person_id, status = 'proven' as is_proven from authentication_challenge
         where country is not null and created_at between ? and ? and person_id is not null
        union all
        select country, person_id, is_proven from sent_contact_code where created_at between ? and ?) codes
  group by country order by country`;

/** Calling codes of the countries to which no code goes for now, but to devices that are known. */
export async function findStoppedCountries({ em, clock }: Pick<CommandDeps, 'em' | 'clock'>): Promise<string[]> {
  const span = breakerSpanAt(clock());
  const rows = await em().execute<Row[]>(counts, [...span, ...span]);
  return rows.filter(isBroken).map(({ country }) => country);
}
