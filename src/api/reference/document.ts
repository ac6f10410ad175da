import type { Surface } from '../mount-surface.ts';
import { authorizationServer } from './authorization-server.ts';
import { describeSurface } from './described-surface.ts';
import type { DescribedSurface } from './described-surface.ts';
import { describeOperation, openApiPath } from './operation.ts';
import { refusalComponents, refusalSchemas } from './refusals.ts';
import { securitySchemes } from './security-schemes.ts';

/** An OpenAPI 3.1 document, as far as the reference page reads it again. */
export interface OpenApiDocument {
  openapi: string;
  info: { title: string; version: string; description: string };
  servers: { url: string }[];
  tags: { name: string; description: string }[];
  paths: Record<string, Record<string, object>>;
  components: Record<string, Record<string, object>>;
}

/** Of the API as a whole: what is published has versions of its own, in its paths. */
const version = '1';

const description = 'Countersign asks a person, on the phone they enrolled, whether it is them and whether they mean it. Generated from the routes as the server declares them.';

/** Describes every public route: those of the surfaces, and the authorization server's. */
export function createDocument(surfaces: readonly Surface[], publicUrl: string): OpenApiDocument {
  const described = [...surfaces.map(describeSurface), authorizationServer];
  return {
    openapi: '3.1.1',
    info: { title: 'Countersign', version, description },
    servers: [{ url: publicUrl }],
    tags: described.map(({ title, base }) => ({ name: title, description: `\`${base}\`` })),
    paths: pathsOf(described),
    components: { securitySchemes, responses: refusalComponents(described), schemas: refusalSchemas(described) },
  };
}

function pathsOf(surfaces: readonly DescribedSurface[]): OpenApiDocument['paths'] {
  const paths: OpenApiDocument['paths'] = {};
  for (const surface of surfaces) {
    for (const route of surface.routes) {
      const path = openApiPath(surface, route);
      const operations = (paths[path.length > 1 ? path.replace(/\/$/, '') : path] ??= {});
      // The published path of some ends in a slash, and is declared with and without it.
      operations[route.method] ??= describeOperation(surface, route);
    }
  }
  return paths;
}
