import { z } from 'zod';
import { clientSchema, newClientBody } from '../clients/schema.ts';
import { newProviderBody, providerSchema } from '../identity-providers/schema.ts';
import { newResourceBody, resourceSchema } from '../protected-resources/schema.ts';

const isUnique = (names: readonly string[]) => new Set(names).size === names.length;
const flag = z.enum(['true', 'false']).default('false');

/** A file of the registry, as it is exported. */
export const exportedRegistry = z.object({
  clients: z
    .array(clientSchema.omit({ secrets: true, registered_by: true, owner: true, created_at: true, changed_at: true }))
    .describe('The OAuth clients, by id. Secrets belong to one installation and are not in it.'),
  protected_resources: z
    .array(resourceSchema.omit({ id: true, created_at: true, changed_at: true }))
    .describe('The protected resources, by identifier.'),
  identity_providers: z
    .array(
      providerSchema.omit({
        ...{ client_secret_set: true, private_key_set: true, redirect_uri: true },
        ...{ created_at: true, changed_at: true },
      }),
    )
    .optional()
    .describe('The identity providers, by id, without their secrets. Left out for who may not see them.'),
});

/** The same as it is imported: what has a default may be left out. */
export const importedRegistry = z.strictObject({
  clients: z
    .array(newClientBody.required({ client_id: true }))
    .max(1000)
    .refine((clients) => isUnique(clients.map(({ client_id: id }) => id)))
    .describe('OAuth clients, each with its `client_id`.'),
  protected_resources: z
    .array(newResourceBody)
    .max(1000)
    .refine((resources) => isUnique(resources.map(({ identifier }) => identifier)))
    .describe('Protected resources.'),
  identity_providers: z
    .array(newProviderBody)
    .max(200)
    .refine((providers) => isUnique(providers.map(({ id }) => id)))
    .optional()
    .describe('Identity providers. A secret that is left out stays, one that is sent is written. None is deleted.'),
});

export const importQuery = z.strictObject({
  dry_run: flag.describe('`true`: everything is checked and nothing is changed.'),
  remove_others: flag.describe(
    '`true`: what the file does not hold is deleted. It takes the `ETag` of what was read, in `If-Match`.',
  ),
});

export const importResult = z.object({
  dry_run: z.boolean().describe('Whether nothing was changed.'),
  changes: z
    .array(
      z.object({
        kind: z.enum(['client', 'protected_resource', 'identity_provider']).describe('What it is.'),
        id: z.string().describe('Id of the client or provider, identifier of the protected resource.'),
        action: z.enum(['create', 'change', 'delete']).describe('What is done to it.'),
        fields: z.array(z.string()).describe('Settings that change.'),
      }),
    )
    .describe('What was changed, or would be. Empty: the registry is what the file says.'),
});
