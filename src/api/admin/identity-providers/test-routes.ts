import { z } from 'zod';
import { findProviderTest, startProviderTest } from '../../../commands/authentication/methods/sso/test-provider.ts';
import type { TestResult } from '../../../commands/authentication/methods/sso/test-provider.ts';
import { defineRoute } from '../../http/route.ts';
import type { Route } from '../../http/route.ts';
import type { AdminDeps } from '../admin-deps.ts';
import { operatorOf } from '../operator-access.ts';
import { providerParams } from './schema.ts';

const path = '/identity-providers/:provider_id/tests';
const text = z.string().nullable();

const started = z.object({
  id: z.string().describe('Id of the test.'),
  status: z.literal('waiting').describe('It waits for the answer of the provider.'),
  redirect_to: z.string().describe('Where the operator goes, in a browser in which they are signed in here.'),
  expires_at: z.string().describe('Until when the test and its result are kept (RFC 3339).'),
});

const testParams = providerParams.extend({ test_id: z.uuid().describe('Id of the test.') });

const mapped = z
  .object({
    subject: z.string().describe('What the provider never gives to another account.'),
    email: text.describe('E-mail address.'),
    email_verified: z.boolean().describe('Whether the provider has verified it.'),
    profile: z.record(z.string(), z.string()).describe('Fields of the profile, by the mapping, whatever its `update`.'),
    custom_attributes: z.record(z.string(), z.string()).describe('Custom attributes, by the mapping.'),
    level: z.number().int().describe('Level of the sign-in.'),
    amr: z.array(z.string()).describe('How.'),
    auth_time: z.string().describe('When (RFC 3339).'),
  })
  .nullable()
  .describe('As a sign-in would take it.');

const shown = z.object({
  id: z.string().describe('Id of the test.'),
  status: z.enum(['waiting', 'proven', 'failed']).describe('What came of it.'),
  failure: text.describe('Why it failed.'),
  detail: text.describe('What was wrong with the answer of the provider.'),
  claims: z.record(z.string(), z.unknown()).nullable().describe('What the provider says of the account.'),
  mapped,
  expires_at: z.string().describe('Until when it is kept (RFC 3339).'),
});

/** Real sign-ins that show what a provider says (contract/hub.md section 10). Nothing of them is stored with a person. */
export function providerTestRoutes(deps: AdminDeps): Route[] {
  return [
    defineRoute({
      method: 'post',
      path,
      summary: 'Start a test sign-in at an identity provider',
      params: providerParams,
      // Started for this browser alone: a repetition is another test.
      responses: { 200: started },
      handler: async ({ params: { provider_id: providerId }, context }) => {
        const { operatorId } = operatorOf(context);
        const { id, address, expiresAt } = await startProviderTest(deps, { operatorId, providerId });
        const body = { id, status: 'waiting' as const, redirect_to: address, expires_at: expiresAt.toISOString() };
        return { status: 200, body };
      },
    }),
    defineRoute({
      method: 'get',
      path: `${path}/:test_id`,
      summary: 'What came of a test sign-in',
      params: testParams,
      responses: { 200: shown },
      handler: async ({ params: { provider_id: providerId, test_id: id }, context }) => {
        const { operatorId } = operatorOf(context);
        const { expiresAt, result } = await findProviderTest(deps, { id, operatorId, providerId });
        return { status: 200, body: { id, ...presentResult(result), expires_at: expiresAt.toISOString() } };
      },
    }),
  ];
}

const nothing = { failure: null, detail: null, claims: null, mapped: null };

function presentResult(result: TestResult | undefined): Omit<z.input<typeof shown>, 'id' | 'expires_at'> {
  if (!result) return { ...nothing, status: 'waiting' };
  if (result.status === 'failed') return { ...nothing, ...result };
  const { subject, email, emailVerified, values, level, amr, authTime } = result.mapped;
  const { customAttributes = {}, ...fields } = values;
  const named = Object.entries(fieldNames).flatMap(([field, name]) => {
    const value = fields[field as keyof typeof fields];
    return typeof value === 'string' ? [[name, value] as const] : [];
  });
  return {
    ...{ ...nothing, status: 'proven', claims: { ...result.claims } },
    mapped: {
      ...{ subject, email, email_verified: emailVerified, level, amr, auth_time: authTime },
      ...{ profile: Object.fromEntries(named), custom_attributes: customAttributes },
    },
  };
}

const fieldNames = {
  displayName: 'display_name',
  givenName: 'given_name',
  familyName: 'family_name',
  gender: 'gender',
  birthDate: 'birthdate',
  locale: 'locale',
  zone: 'zoneinfo',
} as const;
