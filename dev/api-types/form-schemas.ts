/** The part of our OpenAPI from which the forms of the console are made. */
export interface OpenApiPaths {
  paths: Record<string, Record<string, { requestBody?: { content: Record<string, { schema?: object }> } }>>;
}

const configuration = '/oauth/api/v1/configuration';

/** Where each is created, and where it is changed. */
const bodies: Record<string, { create?: [path: string, method: string]; change: [path: string, method: string] }> = {
  ...listed(configuration, {
    applications: 'identifier',
    'mobile-authentication-types': 'name',
    'push-messaging-configurations': 'id',
    'callback-endpoints': 'id',
    'api-clients': 'client_id',
  }),
  ...listed('/admin/v1', {
    clients: 'client_id',
    'protected-resources': 'resource_id',
    claims: 'claim_id',
    'identity-providers': 'provider_id',
    'authentication-policies': 'policy_id',
  }),
  ...Object.fromEntries(
    ['sms-gateway', 'smtp-server', 'geolocation', 'outgoing-proxy'].map((name) => {
      const path = `${configuration}/${name}`;
      return [name, { create: [path, 'put'], change: [path, 'patch'] }] as const;
    }),
  ),
  'application-versions': {
    create: [`${configuration}/applications/{identifier}/platforms/{platform}/versions`, 'post'],
    change: [`${configuration}/applications/{identifier}/platforms/{platform}/versions/{name}`, 'patch'],
  },
  'general-settings': { change: [`${configuration}/general-settings`, 'patch'] },
  features: { change: [`${configuration}/features`, 'patch'] },
};

function listed(base: string, keys: Record<string, string>): typeof bodies {
  return Object.fromEntries(
    Object.entries(keys).map(([name, key]) => [
      name,
      { create: [`${base}/${name}`, 'post'], change: [`${base}/${name}/{${key}}`, 'patch'] },
    ]),
  );
}

/**
 * The bodies that the forms of the console fill in, by the name of what is configured.
 *
 * @throws Error where the API has none of them any more
 */
export function formSchemas({ paths }: OpenApiPaths): Record<string, { create?: object; change: object }> {
  const find = ([path, method]: [string, string]): object => {
    const schema = paths[path]?.[method]?.requestBody?.content['application/json']?.schema;
    if (!schema) throw new Error(`The API describes no body of ${method.toUpperCase()} ${path}.`);
    return schema;
  };
  return Object.fromEntries(
    Object.entries(bodies).map(([name, { create, change }]) => [
      name,
      { ...(create && { create: find(create) }), change: find(change) },
    ]),
  );
}
