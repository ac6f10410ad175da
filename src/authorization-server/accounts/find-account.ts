import type { Account, KoaContextWithOIDC } from 'oidc-provider';
import { errors, Provider } from 'oidc-provider';
import { runCurrent } from '../../database/prepared-statement.ts';
import { applicationNameOf } from '../../commands/configuration/application-name.ts';
import { readPerson } from '../../commands/persons/profile/find-person.ts';
import { mayUseClient } from '../../commands/tokens/clients/client-access.ts';
import { Device } from '../../entities/devices/device.ts';
import { User } from '../../entities/persons/user.ts';
import { currentUnitOfWork } from '../adapter/current-unit-of-work.ts';
import { kinOfRequest } from '../adapter/kin-of-request.ts';
import type { AuthorizationServerDeps } from '../authorization-server-deps.ts';
import { isAppInstallation } from '../clients/app-installations.ts';
import { setAppName } from '../request-origin.ts';
import { isDisabled } from '../version-status.ts';
import { scopeClaims } from '../../domain/tokens/consents/scope-claims.ts';
import { claimsOf } from './claims.ts';
import { personFor } from './subjects.ts';
import { definedClaims } from './defined-claims.ts';

const findActive = `select 1 from person where id = ? and status = 'active'`;

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
  // Whether there is such a person the client does not learn here: that is found when their phone is asked.
  if (ctx.oidc.route === 'backchannel_authentication') return findHinted(deps, ctx, sub);
  if (client && isAppInstallation(client)) return findUser(deps, ctx, sub);
  // With a browser the site is told why: see `createInteractionPolicy`.
  const isRefused =
    client &&
    !interactive.has(ctx.oidc.route) &&
    !(await mayUseClient(deps, { clientId: client.clientId, personId: sub }));
  return isRefused ? undefined : findActivePerson(deps, sub, deps);
}

/** Routes on which a person is there, in a browser. */
const interactive: ReadonlySet<string> = new Set([
  ...['authorization', 'resume', 'code_verification', 'device_resume'],
  ...['end_session', 'end_session_confirm'],
]);

/** What an ID token that is sent as a hint says is the name that the client knows the person by. */
async function findHinted(deps: AuthorizationServerDeps, { oidc }: KoaContextWithOIDC, sub: string): Promise<Account> {
  const isName = oidc.params?.['id_token_hint'] !== undefined;
  const accountId = isName ? ((await personFor(deps, oidc.client?.clientId, sub)) ?? sub) : sub;
  return { accountId, claims: () => ({ sub: accountId }) };
}

/**
 * The person if they may sign in, with the claims of their profile.
 * @param defining gives the claims by definition, too, to the client of the current request.
 */
export async function findActivePerson(
  deps: Pick<AuthorizationServerDeps, 'em' | 'keyring'>,
  sub: string,
  defining?: AuthorizationServerDeps,
): Promise<Account | undefined> {
  if (!(kinOfRequest()?.active.get(sub) ?? (await isActive(deps, sub)))) return undefined;
  return {
    accountId: sub,
    async claims(use, scope, requested = {}, rejected = []) {
      const wanted = wantedScopes(use, scope, Object.keys(requested));
      if (wanted.length === 0) return { sub };
      const contacts = { emails: wanted.includes('email'), phones: wanted.includes('phone') };
      const person = await readPerson({ em: () => currentUnitOfWork(deps), keyring: deps.keyring }, sub, contacts);
      if (!person) return { sub };
      const granted = wanted.filter((name) => scope.split(' ').includes(name));
      const defined = defining ? await definedClaims(defining, sub, { scopes: granted, rejected }) : {};
      return { ...claimsOf(person), ...defined };
    },
  };
}

async function isActive(deps: Pick<AuthorizationServerDeps, 'em'>, sub: string): Promise<boolean> {
  return (await runCurrent(deps, { sql: findActive, parameters: [sub] })).length > 0;
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

/**
 * The scopes whose claims are asked for: what is not is not read. Where userinfo can be asked with the access token, the ID token beside it
 * holds no claims of scopes (`conformIdTokenClaims` of the provider).
 */
function wantedScopes(use: string, scope: string, requested: readonly string[]): string[] {
  const token = Provider.ctx?.oidc.entities.AccessToken;
  const isOfUserinfo = use === 'id_token' && token !== undefined && token.aud === undefined;
  const granted = isOfUserinfo ? [] : scope.split(' ');
  return Object.entries(scopeClaims).flatMap(([name, claims]) =>
    granted.includes(name) || claims.some((claim) => requested.includes(claim)) ? [name] : [],
  );
}
