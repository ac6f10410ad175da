import { randomUUID } from 'node:crypto';
import type { SignedIn } from '../../admin/support/admin-api.ts';

/** A client id that no other test uses. */
export const newId = () => `test-${randomUUID().slice(0, 13)}`;
/** An identifier of a protected resource that no other test uses. */
export const newIdentifier = () => `https://api.example/${randomUUID()}`;

export const service = { type: 'confidential', grant_types: ['client_credentials'] };
export const spa = {
  type: 'spa',
  grant_types: ['authorization_code'],
  redirect_uris: ['https://app.example/callback'],
};

/** Adds a client. @returns the body of the answer. */
export async function addClient(admin: SignedIn, settings: object = {}) {
  const body = { client_id: newId(), name: 'Test', ...service, ...settings };
  const answer = await admin.call('POST', '/clients', { body });
  if (answer.status !== 201) throw new Error(`No client: ${JSON.stringify(answer.body)}`);
  return answer.body as { client_id: string };
}

/** Adds a secret to a client. @returns the body of the answer. */
export async function addSecret(admin: SignedIn, clientId: string) {
  const answer = await admin.call('POST', `/clients/${clientId}/secrets`);
  if (answer.status !== 201) throw new Error(`No secret: ${JSON.stringify(answer.body)}`);
  return answer.body as { id: string; client_secret: string };
}

/** Adds a protected resource. @returns the body of the answer. */
export async function addResource(admin: SignedIn, settings: object = {}) {
  const body = {
    identifier: newIdentifier(),
    name: 'Test API',
    scopes: [{ name: 'read' }, { name: 'write' }],
    ...settings,
  };
  const answer = await admin.call('POST', '/protected-resources', { body });
  if (answer.status !== 201) throw new Error(`No resource: ${JSON.stringify(answer.body)}`);
  return answer.body as { id: string; identifier: string };
}
