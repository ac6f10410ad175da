import { keepsAnswers } from '../middleware/kept-answers.ts';
import { idempotencyKeyHeader } from '../request-headers.ts';
import type { RequestHeader } from '../request-headers.ts';
import type { DescribedRoute, DescribedSurface } from './described-surface.ts';
import { schemaOfInput, schemaOfOutput } from './json-schema.ts';
import type { JsonSchema } from './json-schema.ts';
import { componentName, refusalSchema, refusalStatuses } from './refusals.ts';
import { securityOf } from './security-schemes.ts';

const bodyTypes = { json: 'application/json', form: 'application/x-www-form-urlencoded' };

const meanings: Record<number, string> = { 200: 'Done', 201: 'Made', 202: 'Begun', 204: 'Done; there is nothing to tell', 304: 'You have it' };

/** The address of a route in OpenAPI's notation. A slash at the end that may be left out is. */
export function openApiPath(surface: Pick<DescribedSurface, 'base'>, route: Pick<DescribedRoute, 'path'>): string {
  return (surface.base + route.path).replace('{/}', '').replaceAll(/:(\w+)/g, '{$1}');
}

/** A route as OpenAPI 3.1 has it (https://spec.openapis.org/oas/v3.1.1#operation-object). */
export function describeOperation(surface: DescribedSurface, route: DescribedRoute): object {
  const path = openApiPath(surface, route);
  const parameters = [...parametersOf('path', route.params), ...parametersOf('query', route.query), ...headersOf(surface, route).map(headerParameter)];
  return {
    operationId: `${route.method}${path.replaceAll(/[^A-Za-z0-9]+/g, '_')}`.replace(/_$/, ''),
    tags: [surface.title],
    summary: route.summary,
    security: securityOf(route.caller ?? surface.caller, [...(surface.scope ? [surface.scope] : []), ...(route.needs ?? [])]),
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(route.body ? { requestBody: requestBodyOf(surface, schemaOfInput(route.body)) } : {}),
    responses: responsesOf(surface, route),
  };
}

function headersOf(surface: DescribedSurface, route: DescribedRoute): readonly RequestHeader[] {
  return [...(route.headers ?? []), ...(keepsAnswers(surface, route) ? [idempotencyKeyHeader] : [])];
}

function requestBodyOf({ reads }: DescribedSurface, schema: JsonSchema): object {
  return { required: true, content: { [bodyTypes[reads.includes('json') ? 'json' : 'form']]: { schema } } };
}

function parametersOf(place: 'path' | 'query', declared: DescribedRoute['params']): object[] {
  if (!declared) return [];
  const { properties = {}, required = [] } = schemaOfInput(declared);
  return Object.entries(properties).map(([name, schema]) => ({ name, in: place, required: place === 'path' || required.includes(name), schema }));
}

function headerParameter({ name, description, required, schema }: RequestHeader): object {
  return { name, in: 'header', required, description, schema: schemaOfInput(schema) };
}

function responsesOf(surface: DescribedSurface, route: DescribedRoute): Record<string, object> {
  const refused = refusalStatuses(surface, route);
  const responses: Record<string, object> = Object.fromEntries(refused.map((status) => [status, { $ref: `#/components/responses/${componentName(surface, status)}` }]));
  const { otherFormats = [] } = route;
  if (otherFormats.length > 0) responses[200] = { description: meanings[200], content: Object.fromEntries(otherFormats.map((type) => [type, {}])) };
  for (const [status, body] of Object.entries(route.responses)) {
    const both = refused.includes(Number(status));
    responses[status] = body ? jsonResponse(surface, { status: Number(status), schema: schemaOfOutput(body), both, otherFormats }) : { description: meanings[Number(status)] ?? 'Done' };
  }
  return responses;
}

interface JsonAnswer {
  status: number;
  schema: JsonSchema;
  /** The surface refuses with the same status, in its own format. */
  both: boolean;
  otherFormats: readonly string[];
}

function jsonResponse(surface: DescribedSurface, { status, schema, both, otherFormats }: JsonAnswer): object {
  const others = status === 200 ? Object.fromEntries(otherFormats.map((type) => [type, {}])) : {};
  return {
    description: meanings[status] ?? (status < 400 ? 'Done' : 'Not done'),
    content: { 'application/json': { schema: both ? { anyOf: [schema, refusalSchema(surface)] } : schema }, ...others },
  };
}
