import type { EntityManager } from '@mikro-orm/postgresql';
import type { AdapterPayload } from 'oidc-provider';
import { Device } from '../../entities/devices/device.ts';
import { Registration } from '../../entities/devices/registration.ts';
import { OauthGrant } from '../../entities/tokens/oauth-grant.ts';
import type { AuthorizationServerDeps } from '../authorization-server-deps.ts';
import { isInstallationId } from '../clients/installation-id.ts';
import { currentUnitOfWork } from './current-unit-of-work.ts';
import { EmptyAdapter } from './empty-adapter.ts';
import { expiryAfter, toEpoch } from './epoch.ts';

/** Stores grants in `oauth_grant`, with a foreign key to their registration. */
export class GrantAdapter extends EmptyAdapter {
  readonly #deps: AuthorizationServerDeps;

  constructor(deps: AuthorizationServerDeps) {
    super();
    this.#deps = deps;
  }

  override async upsert(id: string, payload: AdapterPayload, expiresIn = 0): Promise<void> {
    const { jti: _id, accountId = '', clientId = '', ...stored } = payload;
    const em = currentUnitOfWork(this.#deps);
    const row = {
      id,
      accountId,
      clientId,
      ...(await findRegistration(em, accountId, clientId)),
      payload: stored,
      expiresAt: expiryAfter(this.#deps.clock(), expiresIn),
    };
    await em.createQueryBuilder(OauthGrant).insert(row).onConflict('id').merge(['payload', 'expiresAt']).execute();
  }

  override async find(id: string): Promise<AdapterPayload | undefined> {
    const grant = await currentUnitOfWork(this.#deps).findOne(OauthGrant, { id }, { disableIdentityMap: true });
    if (!grant) return undefined;
    const { accountId, clientId, payload, expiresAt } = grant;
    return { ...payload, accountId, clientId, jti: id, exp: toEpoch(expiresAt) };
  }

  /** The foreign key deletes the tokens of the grant, too. */
  override async destroy(id: string): Promise<void> {
    await currentUnitOfWork(this.#deps).nativeDelete(OauthGrant, { id });
  }

  override async revokeByGrantId(grantId: string): Promise<void> {
    await this.destroy(grantId);
  }
}

/** The grant of an app installation belongs to one user on one device. */
async function findRegistration(
  em: EntityManager,
  userId: string,
  clientId: string,
): Promise<{ device: string | null; registration: string | null }> {
  const device = isInstallationId(clientId) ? await em.findOne(Device, { clientId }) : null;
  const registration = device && (await em.findOne(Registration, { user: userId, device: device.id }));
  return { device: device?.id ?? null, registration: registration?.id ?? null };
}
