import { isBroken } from '../../../../domain/authentication/sending/country-breaker.ts';
import { rateLimit } from '../../../../domain/rate-limits/limits.ts';
import { runApart } from '../../../../database/prepared-statement.ts';
import { CountersignError } from '../../../../errors/countersign-error.ts';
import type { RequestOrigin } from '../../../events/request-origin.ts';
import { addressKey } from '../../../rate-limits/address-key.ts';
import { isThisMachine } from '../../../rate-limits/is-this-machine.ts';
import { personalKey } from '../../../rate-limits/personal-key.ts';
import { createRateLimit } from '../../../rate-limits/rate-limit.ts';
import type { RateLimitOptions } from '../../../rate-limits/rate-limit.ts';
import type { FlowDeps } from '../../flow/flow-deps.ts';

type Deps = Pick<FlowDeps, 'em' | 'clock' | 'keyring'>;

interface Sending {
  destination: string;
  /** Calling code of a phone number. */
  country: string | null;
  /** A device of the person whose destination it is; it has a count of its own. */
  knownDevice: string | undefined;
  origin: RequestOrigin;
}

/**
 * Milliseconds of codes, of sign-ins and to contacts, that the breaker looks at, and of those that may still be typed. Each person counts once, whose number it is:
 * strangers who ask for the same one again and again stop no country.
 */
const window = { from: 3_600_000, to: 120_000 };
const counts = `select count(distinct person_id)::int as sent,
    count(distinct person_id) filter (where is_proven)::int as verified
  from (select person_id, status = 'proven' as is_proven from authentication_challenge
         where country = ? and created_at between ? and ? and person_id is not null
        union all
        select person_id, is_proven from sent_contact_code where country = ? and created_at between ? and ?) codes`;

/**
 * Counts a code that is to be sent, whether the address is a person's or not. What comes from this machine has no limit of its address:
 * every caller behind a proxy on it has that one. A device of the person gets a code where none is sent for now,
 * to the country or to the block of numbers.
 * @throws CountersignError `send_limit_reached`
 */
export async function countSend(deps: Deps, { destination, country, knownDevice, origin }: Sending): Promise<void> {
  const { clientIp } = origin;
  if (clientIp && !isThisMachine(clientIp))
    await countSending(deps, rateLimit('sign-in-send:address'), addressKey(deps.keyring, clientIp));
  const counted = [destination.toLowerCase(), ...(knownDevice ? [knownDevice] : [])].join('\0');
  await countSending(deps, rateLimit('sign-in-send:destination'), personalKey(deps.keyring, counted));
  if (country === null || knownDevice !== undefined) return;
  await countSending(deps, rateLimit('sign-in-send:prefix'), personalKey(deps.keyring, prefixOf(destination)));
  await checkCountry(deps, country);
}

/** Numbers that are bought to be sent codes, which their network is paid for, come in blocks. */
const prefixOf = (number: string) => number.slice(0, -4);

/** Counts a code that is to be sent, as {@link countSend} does. @throws CountersignError `send_limit_reached` */
export async function countSending(deps: Deps, options: RateLimitOptions, key: string): Promise<void> {
  await createRateLimit(deps, options)
    .count(key)
    .catch((error: unknown) => {
      const isBeyond = error instanceof CountersignError && error.code === 'slow_down';
      throw isBeyond ? limitReached(error.retryAfterSeconds) : error;
    });
}

/** When the codes were sent that the breaker looks at. */
export function breakerSpanAt(now: Date): [from: Date, to: Date] {
  return [new Date(now.getTime() - window.from), new Date(now.getTime() - window.to)];
}

async function checkCountry(deps: Deps, country: string): Promise<void> {
  const span = [country, ...breakerSpanAt(deps.clock())];
  const [found] = await runApart<{ sent: number; verified: number }>(deps, {
    sql: counts,
    parameters: [...span, ...span],
  });
  if (found && isBroken(found)) throw limitReached(600);
}

function limitReached(retryAfterSeconds = 600): CountersignError {
  return new CountersignError('send_limit_reached', { retryAfterSeconds });
}
