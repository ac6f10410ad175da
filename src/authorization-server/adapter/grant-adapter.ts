import type { AdapterPayload } from 'oidc-provider';
import { runCurrent } from '../../database/prepared-statement.ts';
import { Device } from '../../entities/devices/device.ts';
import { Registration } from '../../entities/devices/registration.ts';
import type { AuthorizationServerDeps } from '../authorization-server-deps.ts';
import { isInstallationId } from '../clients/installation-id.ts';
import { currentUnitOfWork } from './current-unit-of-work.ts';
import { EmptyAdapter } from './empty-adapter.ts';
import { expiryAfter } from './epoch.ts';
import { kinOfRequest, take } from './kin-of-request.ts';
import type { FoundGrant } from './kin-of-request.ts';

const upsertGrant = `
  insert into oauth_grant (id, account_id, client_id, device_id, registration_id, payload, expires_at)
  values (?, ?, ?, ?, ?, ?::jsonb, ?)
  on conflict (id) do update set payload = excluded.payload, expires_at = excluded.expires_at`;
const findGrant = `
  select account_id as "accountId", client_id as "clientId", payload, floor(extract(epoch from expires_at))::float8 as expires
    from oauth_grant where id = ?`;

/** Stores grants in `oauth_grant`, with a foreign key to their registration. */
export class GrantAdapter extends EmptyAdapter {
  readonly #deps: AuthorizationServerDeps;

  constructor(deps: AuthorizationServerDeps) {
    super();
    this.#deps = deps;
  }

  override async upsert(id: string, payload: AdapterPayload, expiresIn = 0): Promise<void> {
    const { jti: _id, accountId = '', clientId = '', ...stored } = payload;
    kinOfRequest()?.grants.delete(id);
    const { device, registration } = await findRegistration(this.#deps, accountId, clientId);
    const expiresAt = expiryAfter(this.#deps.clock(), expiresIn);
    const parameters = [id, accountId, clientId, device, registration, JSON.stringify(stored), expiresAt];
    await runCurrent(this.#deps, { sql: upsertGrant, parameters });
  }

  override async find(id: string): Promise<AdapterPayload | undefined> {
    const grant = take(kinOfRequest()?.grants, id) ?? (await this.#read(id));
    if (!grant) return undefined;
    const { accountId, clientId, payload, expires } = grant;
    return { ...payload, accountId, clientId, jti: id, exp: expires };
  }

  async #read(id: string): Promise<FoundGrant | undefined> {
    const [grant] = await runCurrent<FoundGrant>(this.#deps, { sql: findGrant, parameters: [id] });
    return grant;
  }

  /** The foreign key deletes the tokens of the grant, too. */
  override async destroy(id: string): Promise<void> {
    kinOfRequest()?.grants.delete(id);
    await runCurrent(this.#deps, { sql: 'delete from oauth_grant where id = ?', parameters: [id] });
  }

  override async revokeByGrantId(grantId: string): Promise<void> {
    await this.destroy(grantId);
  }
}

/** The grant of an app installation belongs to one user on one device. */
async function findRegistration(
  deps: Pick<AuthorizationServerDeps, 'em'>,
  userId: string,
  clientId: string,
): Promise<{ device: string | null; registration: string | null }> {
  if (!isInstallationId(clientId)) return { device: null, registration: null };
  const em = currentUnitOfWork(deps);
  const device = await em.findOne(Device, { clientId });
  const registration = device && (await em.findOne(Registration, { user: userId, device: device.id }));
  return { device: device?.id ?? null, registration: registration?.id ?? null };
}
