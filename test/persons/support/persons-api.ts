import { randomBytes } from 'node:crypto';
import type { Endpoints } from '../../../dev/parts/endpoints.ts';
import { useStack } from '../../support/stack.ts';
import { basic } from '../../support/website.ts';
import type { Answer } from '../../support/website.ts';

interface Options {
  /** null: without credentials. */
  client?: keyof Endpoints['clients'] | null;
  json?: unknown;
  headers?: Record<string, string>;
}

/** Makes one call of the Persons API; the path starts after `/api`. */
export async function callPersons(
  method: string,
  path: string,
  { client = 'end_user', json, headers }: Options = {},
  where: Pick<Endpoints, 'api' | 'clients'> = useStack().endpoints,
): Promise<Answer> {
  const response = await fetch(`${where.api}/api${path}`, {
    method,
    headers: {
      ...(client ? { authorization: basic(where.clients[client]) } : {}),
      ...(json === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(json === undefined ? {} : { body: typeof json === 'string' ? json : JSON.stringify(json) }),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: text === '' ? null : JSON.parse(text) };
}

/** Lower-case text that no other test uses. */
export function unique(prefix: string): string {
  return `${prefix}${randomBytes(6).toString('hex')}`;
}

export const uniqueEmail = () => `${unique('person.')}@example.com`;

/** Creates a person with a unique e-mail address, on the shared stack by default. @returns the answer to the creation. */
export async function createTestPerson(
  profile: Record<string, unknown> = {},
  endpoints: Endpoints = useStack().endpoints,
): Promise<Answer> {
  const json = { email_addresses: [{ value: uniqueEmail() }], ...profile };
  const answer = await callPersons('POST', '/persons', { json }, endpoints);
  if (answer.status !== 201) throw new Error(`Not created: ${answer.status} ${JSON.stringify(answer.body)}`);
  return answer;
}

/** A profile with every field. */
export const fullProfile = () => ({
  gender: 'female',
  name: { first_name: 'Zoë', last_name: 'Müller', initials: 'Z.', display_name: 'Zoë Müller' },
  date_of_birth: '1984-02-29',
  email_addresses: [
    { value: uniqueEmail(), tag: 'work' },
    { value: uniqueEmail(), primary: true, verified: true },
  ],
  phone_numbers: [{ value: '+31612345678', verified: false, tag: 'mobile' }],
  addresses: [
    {
      street_name: 'Damrak',
      house_number: '1',
      postal_code: '1012 LG',
      city: 'Amsterdam',
      country_code: 'NL',
      primary: true,
    },
  ],
  custom_attributes: [{ name: 'customer.tier', value: 'gold' }],
  preferred_locale: 'nl_nl',
  reference_id: unique('crm-'),
});
