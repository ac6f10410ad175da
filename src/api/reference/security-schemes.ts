import type { Caller } from '../http/caller.ts';

/** Authentication schemes. */
export const securitySchemes = {
  apiClientSecret: {
    type: 'http',
    scheme: 'basic',
    description:
      'An API client of the method `client_secret_basic`: its id and secret. Bodies that are forms may carry `client_id` and `client_secret` instead.',
  },
  apiClientAssertion: {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'JWT',
    description: 'An API client of the method `private_key_jwt`: an assertion signed by its key (RFC 7523).',
  },
  personToken: {
    type: 'http',
    scheme: 'bearer',
    description: 'An access token of a person for the resource `{public}/self-service`, from the authorization server.',
  },
  personSession: {
    type: 'apiKey',
    in: 'cookie',
    name: '__Host-cs_session',
    description: 'The session of the browser, on our own pages: what changes something needs their `Origin`.',
  },
  operatorSession: {
    type: 'http',
    scheme: 'bearer',
    description:
      'An access token of a person with hub roles for the resource `{public}/admin`, from the authorization server.',
  },
  appToken: {
    type: 'http',
    scheme: 'DPoP',
    description: 'The access token of an app installation, bound to its device key (RFC 9449).',
  },
  deviceProof: {
    type: 'apiKey',
    in: 'header',
    name: 'DPoP',
    description: 'A proof by the device key, of this request (RFC 9449 section 4.2).',
  },
  profile: {
    type: 'apiKey',
    in: 'header',
    name: 'Profile-Id',
    description: 'The profile that the device speaks for, where the enrolment is enough.',
  },
  providerSignature: {
    type: 'apiKey',
    in: 'header',
    name: 'webhook-signature',
    description:
      "A signature over the report, as Standard Webhooks has it with `webhook-id` and `webhook-timestamp`; Twilio's is `X-Twilio-Signature`.",
  },
} as const;

type Requirement = Partial<Record<keyof typeof securitySchemes, readonly string[]>>;

/**
 * Alternatives of authentication for a kind of caller.
 * @param needs scopes of a client, or the access of an operator.
 * @param access of an operator, where clients call too.
 */
export function securityOf(caller: Caller, needs: readonly string[], access: readonly string[]): Requirement[] {
  switch (caller) {
    case 'anonymous':
      return [];
    case 'api-client':
      return [{ apiClientSecret: needs }, { apiClientAssertion: needs }];
    case 'client-or-operator':
      return [{ apiClientSecret: needs }, { apiClientAssertion: needs }, { operatorSession: access }];
    case 'operator':
      return [{ operatorSession: needs }];
    case 'person':
      return [{ personToken: needs }, { personSession: [] }];
    case 'device':
      return [{ deviceProof: [] }];
    case 'app':
      return [{ appToken: [], deviceProof: [] }];
    case 'provider':
      return [{ providerSignature: [] }];
    case 'enrolled-app':
      return [
        { appToken: [], deviceProof: [] },
        { profile: [], deviceProof: [] },
      ];
  }
}
