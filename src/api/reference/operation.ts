import { keepsAnswers } from '../http/middleware/kept-answers.ts';
import { idempotencyKeyHeader } from '../http/request-headers.ts';
import type { RequestHeader } from '../http/request-headers.ts';
import { sectionOf } from './audiences.ts';
import { curlOf } from './code-sample.ts';
import type { DescribedRoute, DescribedSurface, Refusal } from './described-surface.ts';
import { exampleOf } from './example.ts';
import { schemaOfInput, schemaOfOutput } from './json-schema.ts';
import type { JsonSchema } from './json-schema.ts';
import { openApiPath } from './operation-path.ts';
import { noteOf } from './operations/operation-notes.ts';
import { byStatus, componentName, describeRefusals, refusalContent, refusalSchema, refusalsOf } from './refusals.ts';
import { securityOf } from './security-schemes.ts';

const bodyTypes = {
  json: 'application/json',
  file: 'multipart/form-data',
  form: 'application/x-www-form-urlencoded',
};

const meanings: Record<number, string> = {
  200: 'Done',
  201: 'Made',
  202: 'Begun',
  204: 'Done; there is nothing to tell',
  304: 'You have it',
};

/** A route as OpenAPI 3.1 has it (https://spec.openapis.org/oas/v3.1.1#operation-object). */
export function describeOperation(surface: DescribedSurface, route: DescribedRoute): object {
  const path = openApiPath(surface, route);
  const [description] = noteOf(route.method, path);
  const parameters: Parameter[] = [
    ...parametersOf('path', route.params),
    ...parametersOf('query', route.query),
    ...headersOf(surface, route).map(headerParameter),
  ];
  const body = bodyOf(surface, route);
  const { method } = route;
  const caller = route.caller ?? surface.caller;
  const access = surface.operators ? [surface.operators[route.method === 'get' ? 'read' : 'change']] : [];
  const source = curlOf({ method, path, caller, scope: surface.scope, parameters, body });
  return {
    operationId: `${route.method}${path.replaceAll(/[^A-Za-z0-9]+/g, '_')}`.replace(/_$/, ''),
    tags: [sectionOf(surface, route)],
    summary: route.summary,
    description,
    security: securityOf(caller, [...(surface.scope ? [surface.scope] : []), ...(route.needs ?? [])], access),
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(body ? { requestBody: { required: true, content: { [body.type]: { schema: body.schema } } } } : {}),
    responses: responsesOf(surface, route),
    'x-codeSamples': [{ lang: 'shell', label: 'curl', source }],
  };
}

interface Parameter {
  name: string;
  in: string;
  required: boolean;
  description?: string;
  schema: JsonSchema;
}

function bodyOf(
  { reads }: DescribedSurface,
  { body }: DescribedRoute,
): { type: string; schema: JsonSchema } | undefined {
  return (
    body && {
      type: bodyTypes[(['json', 'file'] as const).find((format) => reads.includes(format)) ?? 'form'],
      schema: schemaOfInput(body),
    }
  );
}

function headersOf(surface: DescribedSurface, route: DescribedRoute): readonly RequestHeader[] {
  return [...(route.headers ?? []), ...(keepsAnswers(surface, route) ? [idempotencyKeyHeader] : [])];
}

function parametersOf(place: 'path' | 'query', declared: DescribedRoute['params']): Parameter[] {
  if (!declared) return [];
  const { properties = {}, required = [] } = schemaOfInput(declared);
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    in: place,
    required: place === 'path' || required.includes(name),
    ...describedApart(schema),
  }));
}

/** Moves the description of a parameter out of its schema, where tools expect it. */
function describedApart(declared: unknown): { description?: string; schema: JsonSchema } {
  const { description, ...schema } = declared as JsonSchema;
  return { ...(description === undefined ? {} : { description }), schema };
}

function headerParameter({ name, description, required, schema }: RequestHeader): Parameter {
  return { name, in: 'header', required, description, schema: schemaOfInput(schema) };
}

function responsesOf(surface: DescribedSurface, route: DescribedRoute): Record<string, object> {
  const refused = byStatus(refusalsOf(surface, route));
  const responses: Record<string, object> = Object.fromEntries(
    refused.map(([status, refusals]) => [
      status,
      { $ref: `#/components/responses/${componentName(surface, status, refusals)}` },
    ]),
  );
  const { otherFormats = [] } = route;
  if (otherFormats.length > 0)
    responses[200] = {
      description: meanings[200],
      content: Object.fromEntries(otherFormats.map((type) => [type, {}])),
    };
  const refusalsBy = new Map(refused);
  for (const [status, body] of Object.entries(route.responses)) {
    const refusals = refusalsBy.get(Number(status)) ?? [];
    responses[status] = body
      ? jsonResponse(surface, { status: Number(status), schema: schemaOfOutput(body), refusals, otherFormats })
      : { description: meanings[Number(status)] ?? 'Done' };
  }
  return responses;
}

interface JsonAnswer {
  status: number;
  schema: JsonSchema;
  /** Refusals of one status, in the format of the surface. */
  refusals: readonly Refusal[];
  otherFormats: readonly string[];
}

function jsonResponse(surface: DescribedSurface, { status, schema, refusals, otherFormats }: JsonAnswer): object {
  const others = status === 200 ? Object.fromEntries(otherFormats.map((type) => [type, {}])) : {};
  const example = { summary: meanings[status] ?? 'Answer', value: exampleOf(schema) };
  const content =
    refusals.length > 0
      ? {
          schema: { anyOf: [schema, refusalSchema(surface)] },
          examples: { answer: example, ...refusalContent(refusals).examples },
        }
      : { schema, examples: { answer: example } };
  const description = meanings[status] ?? (status < 400 ? 'Done' : 'Not done');
  return {
    description: refusals.length > 0 ? `${description}. ${describeRefusals(status, refusals)}` : description,
    content: { 'application/json': content, ...others },
  };
}
