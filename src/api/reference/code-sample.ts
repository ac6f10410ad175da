import type { Caller } from '../http/caller.ts';
import { exampleOf } from './example.ts';
import type { JsonSchema } from './json-schema.ts';

/** A parameter of the OpenAPI document. */
interface Parameter {
  name: string;
  in: string;
  required: boolean;
  schema: JsonSchema;
}

export interface SampledOperation {
  method: string;
  path: string;
  caller: Caller;
  scope: string | undefined;
  parameters: readonly Parameter[];
  body: { type: string; schema: JsonSchema } | undefined;
}

/** Clients that `npm start` creates, by scope. Their secrets are in .data/endpoints.json. */
const clientOfScope: Readonly<Record<string, string>> = {
  onegini_api_mobile_authentication: 'mobile_authentication',
  onegini_api_end_user: 'end_user',
};

/** One call of the operation by curl, in the words of the documents: `endpoint` reads an address or a credential of `npm start`. */
export function curlOf({ method, path, caller, scope, parameters, body }: SampledOperation): string {
  const address = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(valueOf(parameters, name)));
  const query = parameters
    .filter((parameter) => parameter.in === 'query' && parameter.required)
    .map(({ name, schema }) => `${name}=${encodeURIComponent(String(exampleOf(schema, name)))}`)
    .join('&');
  const headers = parameters
    .filter((parameter) => parameter.in === 'header' && parameter.required)
    .map(({ name, schema }) => `--header ${quote(`${name}: ${String(exampleOf(schema, name))}`)}`);
  const verb = method.toUpperCase();
  return [
    `curl${verb === 'GET' ? '' : ` --request ${verb}`} "$(endpoint api)${address}${query === '' ? '' : `?${query}`}"`,
    ...credentials(caller, scope),
    ...headers,
    ...(body ? contentOf(body) : []),
  ].join(' \\\n  ');
}

function valueOf(parameters: readonly Parameter[], wanted: string): string {
  const found = parameters.find(({ name, in: place }) => place === 'path' && name === wanted);
  return String(found ? exampleOf(found.schema, wanted) : wanted);
}

function credentials(caller: Caller, scope: string | undefined): string[] {
  switch (caller) {
    case 'anonymous':
      return [];
    case 'api-client':
    case 'client-or-operator': {
      const client = `clients.${clientOfScope[scope ?? ''] ?? 'administration'}`;
      return [`--user "$(endpoint ${client}.id):$(endpoint ${client}.secret)"`];
    }
    case 'operator':
      return ['--header "Authorization: Bearer $token"'];
    case 'person':
      return ['--header "Authorization: Bearer $access_token"'];
    case 'device':
      return ['--header "DPoP: $proof"'];
    case 'app':
      return ['--header "Authorization: DPoP $access_token"', '--header "DPoP: $proof"'];
    case 'enrolled-app':
      return ['--header "Profile-Id: $profile_id"', '--header "DPoP: $proof"'];
    case 'provider':
      return ['--header "webhook-signature: $signature"'];
  }
}

function contentOf({ type, schema }: { type: string; schema: JsonSchema }): string[] {
  const fields = exampleOf(requiredOf(schema)) as Record<string, unknown>;
  if (type.includes('json')) return [`--header 'Content-Type: ${type}'`, `--data ${quote(JSON.stringify(fields))}`];
  if (type.startsWith('multipart/'))
    return Object.keys(fields).map((name) => `--form ${quote(`${name}=@${name}.crt`)}`);
  return Object.entries(fields).map(([name, value]) => `--data-urlencode ${quote(`${name}=${String(value)}`)}`);
}

/** Only the required fields; if there are none, the first few optional ones. */
function requiredOf(schema: JsonSchema): JsonSchema {
  const [form = schema] = (schema.anyOf ?? schema.oneOf ?? []) as JsonSchema[];
  const { properties = {}, required = [] } = form;
  const names = new Set(
    required.length > 0 ? [...required, 'user_id', 'message'] : Object.keys(properties).slice(0, 1),
  );
  return { ...form, properties: Object.fromEntries(Object.entries(properties).filter(([name]) => names.has(name))) };
}

function quote(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
