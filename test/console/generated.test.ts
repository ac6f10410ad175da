import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { formSchemas, type OpenApiPaths } from '../../dev/api-types/form-schemas.ts';
import { digestOf, type reduce } from '../../dev/api-types/reduce.ts';
import { inCheckout } from '../../dev/parts/checkout.ts';
import { useStack } from '../support/stack.ts';

const { endpoints } = useStack();
type OpenApi = OpenApiPaths & Parameters<typeof reduce>[0];
const document = async () => (await (await fetch(`${endpoints.api}/openapi.json`)).json()) as OpenApi;
const read = (file: string) => readFile(inCheckout(`web/console/${file}`), 'utf8');

it('the forms of the console have the fields that the API has: run dev/api-types/generate.ts', async () => {
  for (const [name, schemas] of Object.entries(formSchemas(await document())))
    expect(JSON.parse(await read(`configuration/schemas/${name}.json`)), name).toEqual(schemas);
});

it('the types of the console are those of the API: run dev/api-types/generate.ts', async () => {
  expect(await read('api/schema.ts')).toContain(`Of the description ${digestOf(await document())}.`);
});
