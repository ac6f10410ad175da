import { describe, expect, it } from 'vitest';
import { resources } from '../../../web/console/configuration/resources/resources.ts';
import { fieldsOf, type Field } from '../../../web/console/forms/json-schema.ts';
import { loadHints } from '../../../web/console/language/hints/hints.ts';
import { texts as dutch } from '../../../web/console/language/nl.ts';
import { texts as english } from '../../../web/console/language/en.ts';

/** Every field of every form, with the resource that it is of. */
async function allFields(): Promise<[resource: string, field: Field][]> {
  const all: [string, Field][] = [];
  const add = (resource: string, fields: readonly Field[]) => {
    for (const field of fields.filter(({ description }) => !description.includes('Read-only'))) {
      all.push([resource, field]);
      add(resource, field.fields);
    }
  };
  for (const { id, schemas, kinds } of resources) {
    const { default: bodies } = await schemas();
    for (const body of [bodies.create ?? {}, bodies.change]) add(id, fieldsOf(body, kinds));
  }
  return all;
}

describe('the hints of fields', () => {
  it('exist in Dutch for all that the API says of a field, and for nothing that it says no more', async () => {
    const hints = await loadHints('nl');
    const described = new Set((await allFields()).map(([, { description }]) => description));
    expect([...described].filter((description) => !hints[description]?.trim())).toEqual([]);
    expect(Object.keys(hints).filter((description) => !described.has(description))).toEqual([]);
    expect(await loadHints('en')).toEqual({});
  });
});

describe('the names of fields', () => {
  it.each([
    ['English', english],
    ['Dutch', dutch],
  ])('are all written in %s', async (_, { field: names }) => {
    const written = names as unknown as Record<string, Record<string, string>>;
    const missing = (await allFields())
      .filter(([resource, { name }]) => !written[resource]?.[name] && !written['any']?.[name])
      .map(([resource, { name }]) => `${resource}.${name}`);
    expect([...new Set(missing)]).toEqual([]);
  });
});
