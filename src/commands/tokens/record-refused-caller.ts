import type { CommandDeps } from '../command-deps.ts';
import { recordEvent } from '../events/record-event.ts';
import { runPrepared } from '../prepared-statement.ts';
import { isWithin } from '../rate-limits/is-within.ts';
import { createRateLimit } from '../rate-limits/rate-limit.ts';
import { originOf } from '../request-origin.ts';
import type { RequestOrigin } from '../request-origin.ts';

/** By what a refused caller can be known: a token by its hash, a profile by its id, an installation by its client id. */
export type CallerClue = { tokenHash: Buffer } | { profileId: string } | { clientId: string };

/** Events of one device in an hour: whoever holds a stolen token cannot fill the table with it. */
const most = { name: 'refused-caller', points: 60, duration: 3600 };

const select = 'select d.id as "deviceId", d.client_id as "clientId", r.user_id as "userId" from device d';
const byToken = {
  name: 'find-refused-by-token',
  text: `${select} join registration r on r.device_id = d.id join oauth_grant g on g.registration_id = r.id join oauth_artifact a on a.grant_id = g.id where a.id = $1 and a.expires_at > $2`,
};
const byProfile = { name: 'find-refused-by-profile', text: `${select} join registration r on r.device_id = d.id where r.id = $1` };
const byClient = { name: 'find-refused-by-client', text: 'select id as "deviceId", client_id as "clientId", null as "userId" from device where client_id = $1' };

interface Holder {
  deviceId: string;
  clientId: string;
  userId: string | null;
}

/** Records that something real was presented with a proof that does not fit it. What belongs to nobody is not recorded, and neither is a token that merely expired. */
export async function recordRefusedCaller(deps: Pick<CommandDeps, 'em' | 'clock'>, origin: RequestOrigin, clue: CallerClue, reason: string): Promise<void> {
  const holder = await findHolder(deps, clue);
  if (!holder || !(await isWithin(createRateLimit(deps, most), holder.deviceId))) return;
  await deps.em().transactional(async (em) => {
    recordEvent(em, { name: 'APP AUTHENTICATION FAILED', occurredAt: deps.clock(), ...originOf(origin), clientId: holder.clientId, userId: holder.userId, subjectId: holder.deviceId, detail: reason.slice(0, 255) });
  });
}

async function findHolder(deps: Pick<CommandDeps, 'em' | 'clock'>, clue: CallerClue): Promise<Holder | undefined> {
  if ('tokenHash' in clue) return (await runPrepared<Holder>(deps, byToken, [clue.tokenHash, deps.clock()])).rows[0];
  if ('profileId' in clue) return (await runPrepared<Holder>(deps, byProfile, [clue.profileId])).rows[0];
  return (await runPrepared<Holder>(deps, byClient, [clue.clientId])).rows[0];
}
