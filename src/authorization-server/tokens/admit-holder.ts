import { applicationNameOf } from '../../commands/configuration/application-name.ts';
import { CountersignError } from '../../errors/countersign-error.ts';
import type { AuthorizationServerDeps } from '../authorization-server-deps.ts';
import type { TokenHolder } from '../authorization-server.ts';
import { isDisabled } from '../version-status.ts';

/** The caller of a request by the database, and whether its proof is new. */
export interface HolderRow {
  client_id: string;
  registration_id: string;
  user_id: string;
  device_id: string;
  application_version_id: string;
  is_first_use: boolean;
}

/**
 * End of a statement whose CTE `holder` finds the caller. The proof is stored only when a holder is found, so that
 * unauthenticated callers cannot fill the table.
 * @param id placeholder of the proof's hash. @param expiresAt placeholder of its end.
 */
export function rememberFor(id: string, expiresAt: string): string {
  return `used as (
      insert into used_proof (id, expires_at) select ${id}, ${expiresAt} from holder on conflict do nothing returning id
    )
    select holder.*, exists (select from used) as is_first_use from holder`;
}

/**
 * Requires a holder, a new proof and an enabled app version.
 * @throws CountersignError invalid_token, invalid_dpop_proof, version_disabled
 */
export async function admitHolder(
  deps: Pick<AuthorizationServerDeps, 'configuration'>,
  row: HolderRow | undefined,
  unknown: string,
): Promise<TokenHolder> {
  if (!row) throw new CountersignError('invalid_token', { detail: unknown });
  if (!row.is_first_use) throw new CountersignError('invalid_dpop_proof', { detail: 'used before' });
  const configuration = await deps.configuration.current();
  if (isDisabled(configuration, row.application_version_id)) throw new CountersignError('version_disabled');
  return {
    deviceId: row.device_id,
    clientId: row.client_id,
    userId: row.user_id,
    registrationId: row.registration_id,
    appName: applicationNameOf(configuration, row.application_version_id),
  };
}
