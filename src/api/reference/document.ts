import type { Surface } from '../http/mount-surface.ts';
import { orderByAudience, tagGroupsOf, tagsOf } from './audiences.ts';
import type { Tag } from './audiences.ts';
import { authorizationServer } from './authorization-server.ts';
import { describeSurface } from './described-surface.ts';
import type { DescribedSurface } from './described-surface.ts';
import { describeOperation } from './operation.ts';
import { openApiPath } from './operation-path.ts';
import { refusalComponents, refusalSchemas } from './refusals.ts';
import { securitySchemes } from './security-schemes.ts';

/** An OpenAPI 3.1 document. */
export interface OpenApiDocument {
  openapi: string;
  info: { title: string; version: string; description: string };
  servers: { url: string }[];
  tags: Tag[];
  'x-tagGroups': { name: string; tags: string[] }[];
  paths: Record<string, Record<string, object>>;
  components: Record<string, Record<string, object>>;
}

/** Version of the whole document. Published APIs have their own version in their paths. */
const version = '1';

const description = `Countersign asks a person, on the phone they enrolled, whether it is them and whether they mean it. This page is made from the
routes as the server declares them; [/openapi.json](/openapi.json) is the same for tools.

The samples run against \`npm start\`, in the folder of the checkout, once the shell has this function, which reads addresses and credentials:

\`\`\`sh
endpoint() { node -p "JSON.parse(fs.readFileSync('.data/endpoints.json')).$1"; }
\`\`\`

Operators sign in first and keep their \`$token\` (docs/api/admin-api.md). What apps and providers sign, a shell cannot: docs/app-protocol.md.`;

/** Describes every public route: those of the surfaces, and the authorization server's. */
export function createDocument(surfaces: readonly Surface[], publicUrl: string): OpenApiDocument {
  const described = orderByAudience([...surfaces.map(describeSurface), authorizationServer]);
  return {
    openapi: '3.1.1',
    info: { title: 'Countersign', version, description },
    servers: [{ url: publicUrl }],
    tags: tagsOf(described),
    'x-tagGroups': tagGroupsOf(described),
    paths: pathsOf(described),
    components: { securitySchemes, responses: refusalComponents(described), schemas: refusalSchemas(described) },
  };
}

function pathsOf(surfaces: readonly DescribedSurface[]): OpenApiDocument['paths'] {
  const paths: OpenApiDocument['paths'] = {};
  for (const surface of surfaces) {
    for (const route of surface.routes) {
      const path = openApiPath(surface, route);
      const operations = (paths[path] ??= {});
      // Some published paths end in a slash and are declared with and without it.
      operations[route.method] ??= describeOperation(surface, route);
    }
  }
  return paths;
}
