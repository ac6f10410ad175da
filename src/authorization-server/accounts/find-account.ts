import type { Account, KoaContextWithOIDC } from 'oidc-provider';
import { errors } from 'oidc-provider';
import { applicationNameOf } from '../../commands/configuration/application-name.ts';
import { findPerson } from '../../commands/persons/profile/find-person.ts';
import { Device } from '../../entities/devices/device.ts';
import { Person } from '../../entities/persons/person.ts';
import { User } from '../../entities/persons/user.ts';
import { currentUnitOfWork } from '../adapter/current-unit-of-work.ts';
import type { AuthorizationServerDeps } from '../authorization-server-deps.ts';
import { isAppInstallation } from '../clients/app-installations.ts';
import { setAppName } from '../request-origin.ts';
import { isDisabled } from '../version-status.ts';
import { claimsOf } from './claims.ts';

/**
 * The account of a user, as the provider asks for it wherever a token is made or used. An installation of an app is for any user who
 * is there; every other client only for a person who is active, so that one who is disabled is refused at once.
 */
export async function findAccount(
  deps: AuthorizationServerDeps,
  ctx: KoaContextWithOIDC,
  sub: string,
): Promise<Account | undefined> {
  const { client } = ctx.oidc;
  return client && isAppInstallation(client) ? findUser(deps, ctx, sub) : findActivePerson(deps, sub);
}

/** The person if they may sign in, with the claims of their profile. */
export async function findActivePerson(
  deps: Pick<AuthorizationServerDeps, 'em' | 'keyring'>,
  sub: string,
): Promise<Account | undefined> {
  const em = currentUnitOfWork(deps);
  const isActive = (await em.count(Person, { user: sub, status: 'active' })) > 0;
  if (!isActive) return undefined;
  return {
    accountId: sub,
    async claims() {
      const person = await findPerson({ em: () => em, keyring: deps.keyring }, sub);
      return person ? claimsOf(person) : { sub };
    },
  };
}

/** The user of an app, whose version has to be enabled. */
async function findUser(
  deps: AuthorizationServerDeps,
  ctx: KoaContextWithOIDC,
  sub: string,
): Promise<Account | undefined> {
  await checkVersion(deps, ctx);
  if ((await deps.em().count(User, { id: sub })) === 0) return undefined;
  return { accountId: sub, claims: () => ({ sub }) };
}

async function checkVersion(deps: AuthorizationServerDeps, ctx: KoaContextWithOIDC): Promise<void> {
  const clientId = ctx.oidc.client?.clientId;
  const device = clientId ? await deps.em().findOne(Device, { clientId }) : null;
  if (!device) return;
  const configuration = await deps.configuration.current();
  setAppName(ctx, applicationNameOf(configuration, device.applicationVersion));
  if (isDisabled(configuration, device.applicationVersion)) throw new errors.UnauthorizedClient('version_disabled');
}
