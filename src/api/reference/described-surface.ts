import type { z } from 'zod';
import { CountersignError } from '../../errors/countersign-error.ts';
import { errorCatalogue } from '../../errors/error-catalogue.ts';
import type { Surface } from '../http/mount-surface.ts';
import type { Route } from '../http/route.ts';

/** One refusal of a surface. */
export interface Refusal {
  status: number;
  code: string;
  meaning: string;
  /** The whole answer, as an example. */
  example: unknown;
}

/** Description of a surface for the reference, also of the authorization server, whose routes are a library's. */
export interface DescribedSurface extends Pick<
  Surface,
  'name' | 'title' | 'base' | 'caller' | 'scope' | 'operators' | 'reads'
> {
  routes: readonly DescribedRoute[];
  refusals: readonly Refusal[];
  refusalFormat: { mediaType: string; body: z.ZodType };
}

export type DescribedRoute = Omit<Route, 'handler' | 'before'> & {
  /** Codes of its refusals, for a route of the library. */
  refuses?: readonly string[];
};

const anyRequest = '5f0c3a52-6d2e-4a0e-9d0f-0b3c4f0e6a11';

/** Derives the description from a surface: its declared routes, and its refusals in its error format. */
export function describeSurface(surface: Surface): DescribedSurface {
  const given = errorCatalogue.filter(({ surfaces }) => surfaces.some((name) => name === surface.name));
  return {
    ...surface,
    refusalFormat: surface.refuses,
    refusals: given.map(({ code, httpStatus, description }) => ({
      status: httpStatus,
      code,
      meaning: description,
      example: surface.refuses.write(new CountersignError(code), anyRequest).body,
    })),
  };
}
