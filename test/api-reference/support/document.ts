import { inject } from 'vitest';

export interface Parameter {
  name: string;
  in: 'path' | 'query' | 'header';
  required: boolean;
  description?: string;
  schema: object;
}

export interface Response {
  description: string;
  content?: Record<string, { schema?: object; examples?: Record<string, { value: unknown }> }>;
}

export interface Operation {
  operationId: string;
  tags: string[];
  summary: string;
  description: string;
  'x-codeSamples': { lang: string; source: string }[];
  security: Record<string, string[]>[];
  parameters?: Parameter[];
  requestBody?: { content: Record<string, { schema: object }> };
  responses: Record<string, Response | { $ref: string }>;
}

export interface Document {
  openapi: string;
  tags: { name: string; description: string }[];
  'x-tagGroups': { name: string; tags: string[] }[];
  paths: Record<string, Record<string, Operation>>;
  components: {
    responses: Record<string, Response>;
    schemas: Record<string, object>;
    securitySchemes: Record<string, object>;
  };
}

/** One operation of the document, with its method and path. */
export interface Described extends Operation {
  method: string;
  path: string;
}

/** The OpenAPI document of a server. */
export async function readDocument(api = inject('stack').endpoints.api): Promise<Document> {
  const response = await fetch(`${api}/openapi.json`);
  if (response.status !== 200) throw new Error(`No document: ${response.status}`);
  return (await response.json()) as Document;
}

export function operationsOf({ paths }: Document): Described[] {
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ ...operation, method: method.toUpperCase(), path })),
  );
}

/** The response that a document declares for a status, with its reference resolved. */
export function responseOf(
  document: Pick<Document, 'components'>,
  operation: Operation,
  status: number,
): Response | undefined {
  const response = operation.responses[status];
  return response && '$ref' in response
    ? document.components.responses[response.$ref.split('#/components/responses/')[1] ?? '']
    : response;
}
