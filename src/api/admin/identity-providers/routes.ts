import type { z } from 'zod';
import { invalidField } from '../../../commands/configuration/conflicts.ts';
import {
  changeIdentityProvider,
  createIdentityProvider,
  deleteIdentityProvider,
  findIdentityProvider,
  findIdentityProviders,
} from '../../../commands/configuration/resources/identity-providers.ts';
import type { IdentityProviderValues } from '../../../commands/configuration/resources/identity-providers.ts';
import { tagOf } from '../../../commands/configuration/row-tag.ts';
import { readFields } from '../../../domain/configuration/field-names.ts';
import { identityProviderFields } from '../../../domain/configuration/identity-providers/identity-provider-fields.ts';
import { defaultMappings } from '../../../domain/configuration/identity-providers/claim-mapping.ts';
import { providerDefaults } from '../../../domain/configuration/identity-providers/provider-defaults.ts';
import { changeOf } from '../../configuration/fields.ts';
import { ifMatchHeader } from '../../http/request-headers.ts';
import { requestOriginOf } from '../../http/request-origin.ts';
import { defineRoute } from '../../http/route.ts';
import type { Route } from '../../http/route.ts';
import type { AdminDeps } from '../admin-deps.ts';
import { presentProvider } from './presenter.ts';
import { changeProviderBody, newProviderBody, providerList, providerParams, providerSchema } from './schema.ts';

const path = '/identity-providers';
const one = { path: `${path}/:provider_id`, params: providerParams } as const;

/** Other places where people sign in (contract/hub.md section 10). */
export function providerReadRoutes(deps: AdminDeps): Route[] {
  return [
    defineRoute({
      method: 'get',
      path,
      summary: 'Identity providers, in the order of their buttons',
      responses: { 200: providerList },
      handler: async () => {
        const { publicUrl } = deps.environment;
        const items = (await findIdentityProviders(deps)).map((row) => presentProvider(row, publicUrl));
        return { status: 200, body: { items, next_cursor: null } };
      },
    }),
    defineRoute({
      ...one,
      method: 'get',
      summary: 'One identity provider, without its secrets',
      responses: { 200: providerSchema },
      handler: ({ params }) => present(deps, params.provider_id, 200),
    }),
  ];
}

export function providerChangeRoutes(deps: AdminDeps): Route[] {
  return [
    defineRoute({
      method: 'post',
      path,
      summary: 'Add an identity provider',
      body: newProviderBody,
      responses: { 201: providerSchema },
      handler: async ({ body, context }) => {
        checkAddresses(deps, body);
        const { id } = body;
        await createIdentityProvider(deps, { id, values: valuesOfNew(body), origin: requestOriginOf(context) });
        deps.configuration.forget();
        return present(deps, id, 201);
      },
    }),
    defineRoute({
      ...one,
      method: 'patch',
      summary: 'Change the settings of an identity provider that are sent',
      headers: [ifMatchHeader],
      body: changeProviderBody,
      responses: { 200: providerSchema },
      handler: async ({ params, body, context }) => {
        checkAddresses(deps, body);
        const values = readFields(identityProviderFields, body) as Partial<IdentityProviderValues>;
        await changeIdentityProvider(deps, { id: params.provider_id, values, ...changeOf(context) });
        deps.configuration.forget();
        return present(deps, params.provider_id, 200);
      },
    }),
    defineRoute({
      ...one,
      method: 'delete',
      summary: 'Delete an identity provider that no person is linked to',
      headers: [ifMatchHeader],
      responses: { 204: null },
      handler: async ({ params, context }) => {
        await deleteIdentityProvider(deps, { id: params.provider_id, ...changeOf(context) });
        deps.configuration.forget();
        return { status: 204 };
      },
    }),
  ];
}

/** The settings of a new provider: those that were sent, and those of its kind for the others. */
function valuesOfNew(body: z.output<typeof newProviderBody>): IdentityProviderValues {
  const { issuer, apiUrl, scopes, authentication } = providerDefaults[body.kind];
  const sent = readFields(identityProviderFields, body);
  if (issuer === null && sent.issuer === undefined)
    throw invalidField('issuer', 'missing', 'A provider of this kind has an address of its own.');
  return {
    ...{ enabled: false, position: 100, issuer: issuer ?? '', apiUrl, authentication, scopes: [...scopes] },
    ...{ clientSecret: null, teamId: null, keyId: null, privateKey: null, onUnknownAccount: 'refuse' },
    ...{ claims: [...defaultMappings[body.kind]], acr: {}, trustsAmr: false, trustsAuthTime: false },
    ...sent,
  } as IdentityProviderValues;
}

/** Secrets and tokens go over TLS, except in development. */
function checkAddresses({ environment }: AdminDeps, body: { issuer?: string; api_url?: string | null }): void {
  if (environment.callbackPrivateAddresses === 'allowed') return;
  for (const name of ['issuer', 'api_url'] as const)
    if (body[name]?.startsWith('http:'))
      throw invalidField(name, 'invalid_url', 'The address has to begin with https://.');
}

async function present(deps: AdminDeps, id: string, status: number) {
  const row = await findIdentityProvider(deps, id);
  return {
    status,
    body: presentProvider(row, deps.environment.publicUrl),
    headers: { ETag: tagOf(deps.keyring, row) },
  };
}
