import { notificationChannel } from '../../../database/notify.ts';
import { runApart } from '../../../database/prepared-statement.ts';
import type { Statement } from '../../../database/prepared-statement.ts';
import type { UseFailure } from '../../../domain/action-tokens/journal.ts';
import type { CommandDeps } from '../../command-deps.ts';
import { insertEvents } from '../../events/insert-events.ts';

/** The end of a use. */
export interface Ending {
  tokenId: string;
  requestId: string;
  /** Keyed hash of the caller, in base64url. */
  caller: string;
  /** Left out: all actions are performed. */
  failure?: UseFailure;
}

/**
 * Records the end of a use, from which the caller is answered, and wakes the waiters. The end that is recorded stays. A token that could
 * not be taken is used up by that, too: its workflow runs once.
 */
export async function endUse(
  { em, clock }: Pick<CommandDeps, 'em' | 'clock'>,
  { tokenId, requestId, caller, failure }: Ending,
): Promise<void> {
  const now = clock();
  const own = Buffer.from(caller, 'base64url');
  const detail = failure?.action ? `${failure.action}: ${failure.code}` : (failure?.code ?? null);
  const name = failure ? 'ACTION TOKEN FAILED' : 'ACTION TOKEN PROCESSED';
  const told = insertEvents(
    [{ name, occurredAt: now, requestId, subjectId: tokenId, ...(failure ? { detail } : {}) }],
    {
      rows: { sql: 'ended', parameters: [] },
      taken: {
        userId: 'ended.person_id',
        clientId: 'ended.client_id',
        ...(failure ? {} : { detail: "array_to_string(ended.types, ', ')" }),
      },
    },
  );
  const led = failure ? undefined : completedAppToWeb({ now, requestId, tokenId });
  const statement: Statement = {
    sql: `with ended as (update action_token set status = ?, failure = ?, failed_action = ?, ended_at = ?
        where id = ? and (status = 'running' and used_by = ? or status = 'open' and ?::boolean)
        returning person_id, client_id, types, flow_id),
      told as (${told.sql})${led ? `,\n      led as (${led.sql})` : ''}
      select pg_notify(?, ?)`,
    parameters: [
      ...(failure ? ['failed', failure.code, failure.action] : ['succeeded', null, null]),
      ...[now, tokenId, own, failure !== undefined, ...told.parameters, ...(led?.parameters ?? [])],
      ...[notificationChannel, `action-token:${tokenId}`],
    ],
  };
  await runApart({ em }, statement);
}

/** The event of a browser that was led from an app, and is signed in. Here, as the end is recorded once, however often it is asked for. */
function completedAppToWeb({ now, requestId, tokenId }: { now: Date; requestId: string; tokenId: string }): Statement {
  const event = { name: 'APP TO WEB SSO COMPLETED', occurredAt: now, requestId, subjectId: tokenId } as const;
  const ofBrowser = "(select * from ended where flow_id is not null and 'LOGIN_APP2WEB' = any(types)) browser";
  const taken = { userId: 'browser.person_id', clientId: 'browser.client_id' };
  return insertEvents([event], { rows: { sql: ofBrowser, parameters: [] }, taken });
}
