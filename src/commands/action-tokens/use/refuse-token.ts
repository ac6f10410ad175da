import { rateLimit } from '../../../domain/rate-limits/limits.ts';
import type { ActionToken } from '../../../entities/action-tokens/action-token.ts';
import type { CountersignError } from '../../../errors/countersign-error.ts';
import { writeEvent } from '../../events/record-event.ts';
import { originOf } from '../../events/request-origin.ts';
import { limitAddress } from '../../rate-limits/limit-address.ts';
import { createRateLimit } from '../../rate-limits/rate-limit.ts';
import type { ConsumeDeps, TokenUse } from './consume-token.ts';

/**
 * Counts a token that is refused, and writes the event.
 * @returns the refusal.
 * @throws CountersignError `slow_down` beyond the limit, without an event
 */
export async function refuseToken(
  deps: ConsumeDeps,
  { caller, origin }: Pick<TokenUse, 'caller' | 'origin'>,
  error: CountersignError,
  row?: Pick<ActionToken, 'id' | 'person'>,
): Promise<CountersignError> {
  if (caller.kind === 'site')
    await createRateLimit(deps, rateLimit('action-token-refused:client')).count(caller.clientId);
  else await limitAddress(deps, rateLimit('action-token-refused:address'))(origin);
  await writeEvent(deps, {
    name: 'ACTION TOKEN REFUSED',
    occurredAt: deps.clock(),
    ...originOf(origin),
    userId: row?.person ?? null,
    subjectId: row?.id ?? null,
    detail: error.code,
  });
  return error;
}
