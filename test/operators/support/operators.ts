import { randomBytes } from 'node:crypto';
import { signInOperator } from '../../../dev/operators/sign-in-operator.ts';
import type { OperatorPassword } from '../../../dev/operators/sign-in-operator.ts';
import type { Endpoints } from '../../../dev/parts/endpoints.ts';
import { hashArtifactId } from '../../../src/authorization-server/adapter/artifact-id.ts';
import { assignRole } from '../../../src/commands/persons/roles/change-roles.ts';
import type { HubRole } from '../../../src/domain/persons/roles/hub-roles.ts';
import type { Deps } from '../../../src/runtime/deps.ts';
import { callAdmin } from '../../admin/support/admin-api.ts';
import type { CallOptions } from '../../admin/support/admin-api.ts';
import { createBrowser } from '../../authentication/support/flow-api.ts';
import type { FlowBrowser } from '../../authentication/support/flow-api.ts';
import { addPersonWithPassword, rightPassword } from '../../authentication/support/people.ts';
import { query } from '../../support/query.ts';
import { useStack } from '../../support/stack.ts';

/** A new person with hub roles, signed in at the admin API. */
export async function addOperator(deps: Deps, roles: readonly HubRole[], endpoints: Endpoints = useStack().endpoints) {
  const { id, email } = await addPersonWithPassword(deps, endpoints);
  await giveRoles(deps, id, roles);
  const credentials = { username: email, password: rightPassword };
  const token = await signInOperator(endpoints.api, credentials);
  const call = (method: string, path: string, options?: CallOptions) =>
    callAdmin(endpoints.api, method, path, options, token);
  return { id, email, credentials, token, call };
}
export type TestOperator = Awaited<ReturnType<typeof addOperator>>;

/** A browser in which an operator is signed in at the console. */
export async function signInBrowser(
  { username: identifier, password }: OperatorPassword,
  endpoints: Endpoints = useStack().endpoints,
): Promise<FlowBrowser> {
  const browser = createBrowser(endpoints);
  const page = new URL(await browser.visit(await browser.visit(`${endpoints.api}/account/sign-in?to=console`)));
  const { body } = await browser.post('/start', { interaction: page.searchParams.get('interaction') });
  const { session_id } = body;
  const credentials = { identifier, password };
  await browser.post('/authenticate', { session_id, auth_method: 'password', credentials });
  const completed = await browser.post('/complete', { session_id });
  await browser.visit(await browser.visit(completed.body.redirect_to));
  return browser;
}

/** Gives roles without an operator, as the first Administrator gets theirs. */
export async function giveRoles(deps: Deps, personId: string, roles: readonly HubRole[]): Promise<void> {
  const about = { personId, givenBy: null, now: new Date(), origin: { requestId: 'test' } };
  await deps.em().transactional(async (em) => {
    for (const role of roles) await assignRole(em, { ...about, role });
  });
}

/** Stores an access token of a person as the authorization server does, with another payload. */
export async function storeToken(
  deps: Pick<Deps, 'keyring' | 'environment'>,
  userId: string,
  payload: object,
  clientId = 'countersign-operators',
): Promise<string> {
  const { databaseUrl, publicUrl } = deps.environment;
  const [value, grantId] = [randomBytes(32).toString('base64url'), randomBytes(16).toString('base64url')];
  const ends = new Date(Date.now() + 3_600_000);
  await query(
    databaseUrl,
    `insert into oauth_grant (id, account_id, client_id, payload, expires_at) values ($1, $2, $3, '{}', $4)`,
    [grantId, userId, clientId, ends],
  );
  const authTime = Math.floor(Date.now() / 1000);
  const extra = { acr: 'urn:countersign:acr:1', auth_time: authTime };
  const whole = { aud: `${publicUrl}/admin`, scope: 'admin', extra, ...payload };
  await query(
    databaseUrl,
    `insert into oauth_artifact (id, model, grant_id, account_id, client_id, payload, expires_at)
     values ($1, 'AccessToken', $2, $3, $4, $5, $6)`,
    [hashArtifactId(deps.keyring, 'AccessToken', value), grantId, userId, clientId, JSON.stringify(whole), ends],
  );
  return value;
}
