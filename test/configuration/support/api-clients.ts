import { generateKeyPairSync } from 'node:crypto';
import { exportJWK } from 'jose';
import { expect } from 'vitest';
import { eventually } from '../../support/enrolled-phone.ts';
import { useStack } from '../../support/stack.ts';
import { basic, callForm } from '../../support/website.ts';
import { changeLimit, createConfigurationApi, newClient } from './configuration-api.ts';

const { endpoints } = useStack();
const api = createConfigurationApi(endpoints);

export const pathOf = (id: string) => `/api-clients/${encodeURIComponent(id)}`;

/** Adds a client that may call the website API, unless the fields say otherwise. */
export async function createClient(fields: Record<string, unknown> = {}) {
  const client = newClient();
  const answer = await api.post('/api-clients', {
    name: 'Portal',
    client_id: client.id,
    client_secret: client.secret,
    scopes: ['onegini_api_mobile_authentication'],
    ...fields,
  });
  expect(answer.status).toBe(201);
  return client;
}

/** Status of a call of the website API by a client. */
export function callAs(client: { id: string; secret: string }): Promise<number> {
  return callForm('GET', `${endpoints.api}/oauth/api/v4/authenticate/user/unknown/enabled`, undefined, {
    authorization: basic(client),
  }).then(({ status }) => status);
}

export const becomes = (client: { id: string; secret: string }, status: number) =>
  eventually(async () => ((await callAs(client)) === status ? true : undefined), changeLimit);

export async function ecJwk(namedCurve = 'P-256') {
  return exportJWK(generateKeyPairSync('ec', { namedCurve }).publicKey);
}
