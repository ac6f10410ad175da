import type { Endpoints } from '../../../dev/parts/endpoints.ts';
import { callPersons, createTestPerson } from '../../persons/support/persons-api.ts';
import { useStack } from '../../support/stack.ts';
import type { Answer } from '../../support/website.ts';

export const login = { type: 'LOGIN' } as const;
export const activation = { type: 'PERSON_ACTIVATION', parameters: { activation_method: 'EMAIL' } } as const;
export const activationByCode = {
  type: 'PERSON_ACTIVATION',
  parameters: { activation_method: 'EXTERNALLY_DELIVERED_CODE' },
} as const;
export const coupling = (idp_id: string, external_id: string) =>
  ({ type: 'COUPLE_EXTERNAL_IDP_FROM_PARAMETERS', parameters: { idp_id, external_id } }) as const;

/** A person on a server. @returns the id. */
export async function personOn(endpoints: Endpoints = useStack().endpoints, profile: object = {}): Promise<string> {
  return (await createTestPerson({ ...profile }, endpoints)).body.person_id as string;
}

/** Asks for a token of a person. */
export function askForToken(
  personId: string,
  json: unknown,
  endpoints: Endpoints = useStack().endpoints,
): Promise<Answer> {
  return callPersons('POST', `/persons/${personId}/tokens`, { json }, endpoints);
}

/** A token of a person with these actions. */
export async function createToken(
  personId: string,
  actions: readonly object[],
  endpoints: Endpoints = useStack().endpoints,
  more: object = {},
): Promise<Answer['body']> {
  const { status, body } = await askForToken(personId, { actions, ...more }, endpoints);
  if (status !== 201) throw new Error(`No token: ${status} ${JSON.stringify(body)}`);
  return body;
}

/** Processes a token as a site does. @param key `Idempotency-Key`; left out: none. */
export function processToken(
  json: { token?: string; code?: string },
  endpoints: Endpoints = useStack().endpoints,
  key?: string,
): Promise<Answer> {
  const headers: Record<string, string> = key === undefined ? {} : { 'idempotency-key': key };
  return callPersons('POST', '/credentials/token', { json, headers }, endpoints);
}

/** Where a person stands. */
export async function statusOf(personId: string, endpoints: Endpoints = useStack().endpoints): Promise<string> {
  return (await callPersons('GET', `/persons/${personId}`, {}, endpoints)).body.status as string;
}

/** The code of a refusal of the Persons API. */
export const refusalOf = ({ status, body }: Answer) => [status, body.error_code as number];
