import { randomBytes } from 'node:crypto';
import type { Endpoints } from '../../../dev/parts/endpoints.ts';
import { hashArtifactId } from '../../../src/authorization-server/adapter/artifact-id.ts';
import { acrOf } from '../../../src/domain/authentication/levels.ts';
import type { Level } from '../../../src/domain/authentication/levels.ts';
import { Keyring } from '../../../src/security/keyring.ts';
import { createTestPerson } from '../../persons/support/persons-api.ts';
import { useStack } from '../../support/stack.ts';
import { query } from '../../support/query.ts';

interface TokenOptions {
  level?: Level;
  /** Seconds since the sign-in. */
  age?: number;
  scope?: string;
  audience?: string;
  extra?: Record<string, unknown>;
}

/** A person with an access token for the self-service API, stored as the authorization server stores it. */
export async function createCaller(endpoints: Endpoints = useStack().endpoints, profile: Record<string, unknown> = {}) {
  const { body } = await createTestPerson(profile, endpoints);
  const userId = body.person_id as string;
  const token = (options?: TokenOptions) => storeToken(endpoints, userId, options);
  const call = async (method: string, path: string, { json, as }: { json?: unknown; as?: string | null } = {}) => {
    const bearer = as === undefined ? await token() : as;
    const response = await fetch(`${endpoints.api}/self-service/v1${path}`, {
      method,
      headers: {
        ...(bearer === null ? {} : { authorization: `Bearer ${bearer}` }),
        ...(json === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(json === undefined ? {} : { body: JSON.stringify(json) }),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: text === '' ? null : JSON.parse(text) };
  };
  return { userId, token, call };
}
export type Caller = Awaited<ReturnType<typeof createCaller>>;

async function storeToken(
  endpoints: Endpoints,
  userId: string,
  { level = 2, age = 0, scope = 'self_service', audience, extra = {} }: TokenOptions = {},
): Promise<string> {
  const { infrastructure } = useStack();
  const keyring = new Keyring(infrastructure.secrets.keyring as never);
  const [value, grantId] = [randomBytes(32).toString('base64url'), randomBytes(16).toString('base64url')];
  const ends = new Date(Date.now() + 300_000);
  await query(
    endpoints.postgres_url,
    `insert into oauth_grant (id, account_id, client_id, payload, expires_at) values ($1, $2, 'portal', '{}', $3)`,
    [grantId, userId, ends],
  );
  const authTime = Math.floor(Date.now() / 1000) - age;
  const payload = {
    aud: audience ?? `${endpoints.api}/self-service`,
    scope,
    extra: { acr: acrOf(level), auth_time: authTime },
    ...extra,
  };
  await query(
    endpoints.postgres_url,
    `insert into oauth_artifact (id, model, grant_id, account_id, client_id, payload, expires_at)
     values ($1, 'AccessToken', $2, $3, 'portal', $4, $5)`,
    [hashArtifactId(keyring, 'AccessToken', value), grantId, userId, JSON.stringify(payload), ends],
  );
  return value;
}
