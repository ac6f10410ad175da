import type { DescribedRoute, DescribedSurface, Refusal } from './described-surface.ts';
import { schemaOfOutput } from './json-schema.ts';
import { openApiPath } from './operation-path.ts';
import { noteOf } from './operations/operation-notes.ts';
import { ifMatchHeader } from '../http/request-headers.ts';
import { keepsAnswers } from '../http/middleware/kept-answers.ts';

/** HTTP's names of the statuses. */
const phrases: Record<number, string> = {
  400: 'The request is malformed',
  401: 'The caller is not known',
  403: 'The caller may not',
  404: 'There is no such thing',
  409: 'Not in this state',
  410: 'It has ended',
  412: 'It has been changed',
  413: 'The body is too large',
  415: 'Not in this format',
  428: 'A precondition is missing',
  429: 'Too many tries',
  500: 'A fault of ours',
  503: 'Something we need is away',
};

/** Refusals for each kind of caller before the operation begins. */
const ofCallers: Record<DescribedRoute['caller'] & string, readonly string[]> = {
  anonymous: [],
  'api-client': ['invalid_client', 'insufficient_scope'],
  operator: ['invalid_session', 'insufficient_user_authentication'],
  'client-or-operator': [
    'invalid_client',
    'insufficient_scope',
    'invalid_session',
    'insufficient_user_authentication',
    'role_not_allowed',
  ],
  person: ['invalid_token', 'insufficient_scope', 'origin_refused', 'role_elevation'],
  device: ['invalid_dpop_proof', 'use_dpop_nonce'],
  app: ['invalid_dpop_proof', 'use_dpop_nonce', 'invalid_token', 'version_disabled'],
  'enrolled-app': ['invalid_dpop_proof', 'use_dpop_nonce', 'invalid_token', 'version_disabled'],
  provider: ['report_refused'],
};

/** Surfaces whose routes do not use the database. */
const withoutDatabase: readonly string[] = ['health', 'reference'];

/** The refusals of a route: those of its caller and of what it reads, and its own (operations/). */
export function refusalsOf(surface: DescribedSurface, route: DescribedRoute): Refusal[] {
  const codes = new Set(route.refuses ?? [...commonCodes(surface, route), ...ownCodes(surface, route)]);
  return surface.refusals.filter(({ code }) => codes.has(code));
}

function ownCodes(surface: DescribedSurface, route: DescribedRoute): readonly string[] {
  const [, ...codes] = noteOf(route.method, openApiPath(surface, route));
  return codes;
}

function commonCodes(surface: DescribedSurface, route: DescribedRoute): string[] {
  const headers = route.headers ?? [];
  const reads = surface.reads.length > 0;
  const isRead = reads && ['post', 'put', 'patch'].includes(route.method);
  const keeps = keepsAnswers(surface, route);
  const takes = Boolean(route.params ?? route.query ?? route.body) || headers.length > 0 || keeps || isRead;
  const isNeeding = (route.needs ?? []).length > 0;
  const codes: Record<string, boolean> = {
    invalid_request: takes,
    // For every address: its query is decoded even where it has no meaning.
    malformed_text: true,
    malformed_json: isRead && surface.reads.includes('json'),
    unsupported_media_type: reads,
    body_too_large: isRead,
    role_not_allowed: surface.name === 'admin' && isNeeding,
    insufficient_scope: surface.name === 'admin' && isNeeding && route.method !== 'get',
    role_elevation: (route.needs ?? []).includes('users.modify') && route.path.startsWith('/users/:user_id'),
    idempotency_key_reused: keeps,
    configuration_changed: surface.name === 'configuration' && headers.some(({ name }) => name === 'If-Match'),
    changed_meanwhile: surface.name !== 'configuration' && headers.includes(ifMatchHeader),
    internal_error: true,
    clock_skewed: surface.name !== 'health',
    database_unreachable: !withoutDatabase.includes(surface.name),
  };
  const possible = Object.keys(codes).filter((code) => codes[code]);
  return [...possible, ...ofCallers[route.caller ?? surface.caller]];
}

/** Refusals by component name. */
export function refusalComponents(surfaces: readonly DescribedSurface[]): Record<string, object> {
  const components: Record<string, object> = {};
  for (const surface of surfaces) {
    for (const route of surface.routes) {
      for (const [status, refusals] of byStatus(refusalsOf(surface, route)))
        components[componentName(surface, status, refusals)] ??= refusalResponse(surface, status, refusals);
    }
  }
  return components;
}

/** Name of the component. Operations with the same refusals share one. */
export function componentName(
  { name }: Pick<DescribedSurface, 'name'>,
  status: number,
  refusals: readonly Refusal[],
): string {
  return [name, status, ...refusals.map(({ code }) => code)].join('.');
}

/** Schema of the body of a refusal. */
export function refusalSchema(surface: DescribedSurface): object {
  return { $ref: `#/components/schemas/${surface.name}.refusal` };
}

export function refusalSchemas(surfaces: readonly DescribedSurface[]): Record<string, object> {
  return Object.fromEntries(
    surfaces.map((surface) => [`${surface.name}.refusal`, schemaOfOutput(surface.refusalFormat.body)]),
  );
}

/** Refusals by their status, in the order of the statuses. */
export function byStatus(refusals: readonly Refusal[]): [status: number, refusals: Refusal[]][] {
  const statuses = [...new Set(refusals.map(({ status }) => status))].toSorted((left, right) => left - right);
  return statuses.map((status) => [status, refusals.filter((refusal) => refusal.status === status)]);
}

/** The answer to a refused request, and an example of each refusal. */
export function refusalContent(refusals: readonly Refusal[]): { examples: object } {
  return { examples: Object.fromEntries(refusals.map(exampleOf)) };
}

/** What a status means, with the codes that come with it. */
export function describeRefusals(status: number, refusals: readonly Refusal[]): string {
  return `${phrases[status] ?? 'Refused'}: ${refusals.map(({ code }) => `\`${code}\``).join(', ')}.`;
}

function refusalResponse(surface: DescribedSurface, status: number, refusals: readonly Refusal[]): object {
  return {
    description: describeRefusals(status, refusals),
    ...headersOf(status),
    content: {
      [surface.refusalFormat.mediaType]: { schema: refusalSchema(surface), ...refusalContent(refusals) },
    },
  };
}

function headersOf(status: number): object {
  const retryAfter = { description: 'Seconds to wait.', schema: { type: 'integer', minimum: 0 } };
  if (status === 429 || status === 503) return { headers: { 'Retry-After': retryAfter } };
  return status === 401
    ? { headers: { 'WWW-Authenticate': { description: 'How to authenticate.', schema: { type: 'string' } } } }
    : {};
}

function exampleOf({ code, meaning, example }: Refusal): [string, object] {
  return [code, { summary: meaning, value: example }];
}
