import type { DescribedRoute, DescribedSurface, Refusal } from './described-surface.ts';
import { schemaOfOutput } from './json-schema.ts';

/** HTTP's own words for what a surface may refuse with. */
const phrases: Record<number, string> = {
  400: 'The request is malformed',
  401: 'The caller is not known',
  403: 'The caller may not',
  404: 'There is no such thing',
  405: 'Not by this method',
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

/** Answers that say no, by the name under which operations refer to them. */
export function refusalComponents(surfaces: readonly DescribedSurface[]): Record<string, object> {
  const components: Record<string, object> = {};
  for (const surface of surfaces) {
    for (const status of statusesOf(surface)) components[componentName(surface, status)] ??= refusalResponse(surface, status);
  }
  return components;
}

/** Name of the component. Surfaces of one name refuse alike. */
export function componentName({ name }: Pick<DescribedSurface, 'name'>, status: number): string {
  return `${name}.${status}`;
}

/** Schema of the body of a refusal. */
export function refusalSchema(surface: DescribedSurface): object {
  return { $ref: `#/components/schemas/${surface.name}.refusal` };
}

export function refusalSchemas(surfaces: readonly DescribedSurface[]): Record<string, object> {
  return Object.fromEntries(surfaces.map((surface) => [`${surface.name}.refusal`, schemaOfOutput(surface.refusalFormat.body)]));
}

/** The statuses with which a route can refuse, by what it declares. */
export function refusalStatuses(surface: DescribedSurface, route: DescribedRoute): number[] {
  const headers = route.headers ?? [];
  const reads = surface.reads.length > 0;
  const takes = route.params ?? route.query ?? route.body ?? (reads || headers.length > 0);
  const isGuarded = (route.caller ?? surface.caller) !== 'anybody' || surface.caller !== 'anybody' || Boolean(route.body);
  const isPossible: Record<number, boolean> = {
    400: Boolean(takes),
    401: isGuarded,
    403: isGuarded,
    405: false,
    412: headers.some(({ name }) => name === 'If-Match'),
    413: reads,
    415: reads,
    428: headers.some(({ name, required }) => name === 'If-Match' && required),
  };
  return statusesOf(surface).filter((status) => isPossible[status] ?? true);
}

function statusesOf({ refusals }: DescribedSurface): number[] {
  return [...new Set(refusals.map(({ status }) => status))].toSorted((left, right) => left - right);
}

function refusalResponse(surface: DescribedSurface, status: number): object {
  const refusals = surface.refusals.filter((refusal) => refusal.status === status);
  return {
    description: `${phrases[status] ?? 'Refused'}: ${refusals.map(({ code }) => `\`${code}\``).join(', ')}.`,
    ...headersOf(status),
    content: { [surface.refusalFormat.mediaType]: { schema: refusalSchema(surface), examples: Object.fromEntries(refusals.map(exampleOf)) } },
  };
}

function headersOf(status: number): object {
  const retryAfter = { description: 'Seconds to wait.', schema: { type: 'integer', minimum: 0 } };
  if (status === 429 || status === 503) return { headers: { 'Retry-After': retryAfter } };
  return status === 401 ? { headers: { 'WWW-Authenticate': { description: 'How to authenticate.', schema: { type: 'string' } } } } : {};
}

function exampleOf({ code, meaning, example }: Refusal): [string, object] {
  return [code, { summary: meaning, value: example }];
}
