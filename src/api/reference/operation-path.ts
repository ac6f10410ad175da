import type { DescribedRoute, DescribedSurface } from './described-surface.ts';

/** The path of a route in OpenAPI's notation, without an optional slash at the end. */
export function openApiPath(surface: Pick<DescribedSurface, 'base'>, route: Pick<DescribedRoute, 'path'>): string {
  const path = (surface.base + route.path).replace('{/}', '').replaceAll(/:(\w+)/g, '{$1}');
  return path.length > 1 ? path.replace(/\/$/, '') : path;
}
