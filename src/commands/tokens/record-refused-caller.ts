import type { CommandDeps } from '../command-deps.ts';
import { recordEvent } from '../events/record-event.ts';
import { runApart } from '../../database/prepared-statement.ts';
import { isWithin } from '../rate-limits/is-within.ts';
import { createRateLimit } from '../rate-limits/rate-limit.ts';
import { originOf } from '../events/request-origin.ts';
import type { RequestOrigin } from '../events/request-origin.ts';
import { rateLimit } from '../../domain/rate-limits/limits.ts';

/** By what a refused caller can be known: a token by its hash, a registration by its id, an installation by its client id. */
export type CallerClue = { tokenHash: Buffer } | { registrationId: string } | { clientId: string };

const select = 'select d.id as "deviceId", d.client_id as "clientId", r.user_id as "userId" from device d';
const byToken = `${select} join registration r on r.device_id = d.id join oauth_grant g on g.registration_id = r.id join oauth_artifact a on a.grant_id = g.id where a.id = $1 and a.expires_at > $2`;
const byRegistration = `${select} join registration r on r.device_id = d.id where r.id = $1`;
const byClient = 'select id as "deviceId", client_id as "clientId", null as "userId" from device where client_id = $1';

interface Holder {
  deviceId: string;
  clientId: string;
  userId: string | null;
}

/** Records that something real was presented with a proof that does not fit it. A credential that does not exist is not recorded, and neither is a token that merely expired. */
export async function recordRefusedCaller(
  deps: Pick<CommandDeps, 'em' | 'clock'>,
  origin: RequestOrigin,
  clue: CallerClue,
  reason: string,
): Promise<void> {
  const holder = await findHolder(deps, clue);
  if (!holder || !(await isWithin(createRateLimit(deps, rateLimit('refused-caller')), holder.deviceId))) return;
  await deps.em().transactional(async (em) => {
    recordEvent(em, {
      name: 'APP AUTHENTICATION FAILED',
      occurredAt: deps.clock(),
      ...originOf(origin),
      clientId: holder.clientId,
      userId: holder.userId,
      subjectId: holder.deviceId,
      detail: reason.slice(0, 255),
    });
  });
}

async function findHolder(deps: Pick<CommandDeps, 'em' | 'clock'>, clue: CallerClue): Promise<Holder | undefined> {
  if ('tokenHash' in clue)
    return (await runApart<Holder>(deps, { sql: byToken, parameters: [clue.tokenHash, deps.clock()] }))[0];
  if ('registrationId' in clue)
    return (await runApart<Holder>(deps, { sql: byRegistration, parameters: [clue.registrationId] }))[0];
  return (await runApart<Holder>(deps, { sql: byClient, parameters: [clue.clientId] }))[0];
}
