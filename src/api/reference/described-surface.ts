import type { z } from 'zod';
import { CountersignError } from '../../errors/countersign-error.ts';
import { errorCatalogue } from '../../errors/error-catalogue.ts';
import type { Surface } from '../mount-surface.ts';
import type { Route } from '../route.ts';

/** One way in which a surface says no. */
export interface Refusal {
  status: number;
  code: string;
  meaning: string;
  /** The whole answer, as an example. */
  example: unknown;
}

/** What the reference tells of a surface. The authorization server, whose routes are another's, has one too. */
export interface DescribedSurface extends Pick<Surface, 'name' | 'title' | 'base' | 'caller' | 'scope' | 'reads'> {
  routes: readonly DescribedRoute[];
  refusals: readonly Refusal[];
  refusalFormat: { mediaType: string; body: z.ZodType };
}

export type DescribedRoute = Omit<Route, 'handler' | 'before'>;

const anyRequest = '5f0c3a52-6d2e-4a0e-9d0f-0b3c4f0e6a11';

/** What the code says of a surface: its routes as they are declared, its refusals as its own format writes them. */
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
