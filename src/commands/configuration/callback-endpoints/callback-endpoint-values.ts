import { callbackEndpointFields } from '../../../domain/configuration/field-names.ts';
import type { CallbackEndpoint } from '../../../entities/configuration/callback-endpoint.ts';
import { invalidField } from '../conflicts.ts';

/** What an operator decides about a callback URL. */
export type CallbackEndpointValues = Pick<CallbackEndpoint, keyof typeof callbackEndpointFields>;

type Credentials = Partial<Pick<CallbackEndpointValues, 'username' | 'password'>>;

/**
 * A name and a password for HTTP Basic, or neither.
 * @throws CountersignError `invalid_request`
 */
export function checkCredentials({ username, password }: Credentials): void {
  if (password && !username) throw invalidField('username', 'missing', 'A password goes with a username.');
  if (username && !password) throw invalidField('password', 'missing', 'A username goes with a password.');
}

/**
 * What is kept in confidence for one address goes to no other: who may write it may not have it sent to where it can be read.
 * @throws CountersignError `invalid_request` unless each secret comes anew, or goes.
 */
export function checkMove(endpoint: CallbackEndpointValues, values: Partial<CallbackEndpointValues>): void {
  if (values.url === undefined || values.url === endpoint.url) return;
  for (const secret of ['password', 'signingSecret'] as const) {
    if (endpoint[secret] && values[secret] === undefined) throw invalidField(callbackEndpointFields[secret], 'needed_with_url', 'Send the secrets too, or null: another URL is given only what its author knows.');
  }
}

/** The part of a URL that events may name: its path and query can hold what only the site should know. */
export function hostOf(url: string): string {
  return URL.parse(url)?.host ?? '';
}
