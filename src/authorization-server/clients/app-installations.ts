import type { Client, ClientMetadata } from 'oidc-provider';
import type { AuthorizationServerDeps } from '../authorization-server-deps.ts';
import { isInstallationId } from './installation-id.ts';
import { enrollmentCodeGrantType } from '../wire-names.ts';
import { Device } from '../../entities/devices/device.ts';

/** An app installation as an OAuth client: public, and every token bound to its device key. */
export async function findAppInstallation(
  deps: Pick<AuthorizationServerDeps, 'em'>,
  clientId: string,
): Promise<ClientMetadata | undefined> {
  if (!isInstallationId(clientId) || (await deps.em().count(Device, { clientId })) === 0) return undefined;
  return {
    client_id: clientId,
    application_type: 'native',
    token_endpoint_auth_method: 'none',
    grant_types: [enrollmentCodeGrantType, 'refresh_token'],
    response_types: [],
    redirect_uris: [],
    dpop_bound_access_tokens: true,
  };
}

/** Whether a client is an installation of an app. No other client has the grant of enrolment codes. */
export function isAppInstallation(client: Pick<Client, 'grantTypeAllowed'>): boolean {
  return client.grantTypeAllowed(enrollmentCodeGrantType);
}
