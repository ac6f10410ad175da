import { describe, expect, it } from 'vitest';
import { checkValues } from '../../../web/console/forms/check-values.ts';
import { bodyOf, changesOf, valuesOf } from '../../../web/console/forms/form-values.ts';
import { fieldsOf, type JsonSchema } from '../../../web/console/forms/json-schema.ts';
import { refusedFields } from '../../../web/console/forms/refused-fields.ts';
import { Problem } from '../../../web/design/feedback/problem.ts';
import { formFields } from '../../../web/console/configuration/use-resource-form.ts';
import { resources } from '../../../web/console/configuration/resources/resources.ts';

const nullable = (schema: JsonSchema): JsonSchema => ({ anyOf: [schema, { type: 'null' }] });

const schema: JsonSchema = {
  required: ['name', 'seconds'],
  properties: {
    name: { type: 'string', minLength: 1, maxLength: 5, pattern: '^[a-z]+$' },
    seconds: { type: 'integer', minimum: 5, maximum: 60 },
    note: nullable({ type: 'string' }),
    isOn: { type: 'boolean' },
    method: { type: 'string', enum: ['PUSH', 'SMS'] },
    roles: { type: 'array', items: { type: 'string', enum: ['A', 'B'] } },
    scopes: { type: 'array', maxItems: 2, items: { type: 'string' } },
    headers: { type: 'object' },
    secret: { ...nullable({ type: 'string' }), writeOnly: true },
    hours: { type: 'object', properties: { from: { type: 'string' } }, required: ['from'] },
    levels: { type: 'object', additionalProperties: { type: 'integer' } },
    conditions: { type: 'array', items: { type: 'object', properties: { level: { type: 'integer' } } } },
    key: { anyOf: [{ type: 'object' }, { type: 'string' }] },
    former: { type: 'string', deprecated: true },
  },
};
const fields = fieldsOf(schema);
const answer = {
  name: 'abc',
  seconds: 10,
  note: null,
  isOn: true,
  method: 'PUSH',
  roles: ['B'],
  scopes: ['x', 'y'],
  headers: { Authorization: 'token: of a kind' },
  levels: { gold: 3 },
  conditions: [{ level: 2 }],
  key: { kty: 'EC' },
};

describe('the fields of a body', () => {
  it('are of the kind in which people fill them in', () => {
    expect(fields.map(({ name, kind }) => [name, kind])).toEqual([
      ['name', 'text'],
      ['seconds', 'number'],
      ['note', 'text'],
      ['isOn', 'flag'],
      ['method', 'choice'],
      ['roles', 'choices'],
      ['scopes', 'lines'],
      ['headers', 'pairs'],
      ['secret', 'text'],
      ['hours', 'group'],
      ['levels', 'pairs'],
      ['conditions', 'groups'],
      ['key', 'json'],
    ]);
  });

  it('send back what was read, and nothing that is empty', () => {
    const { note, ...given } = answer;
    expect(note).toBeNull();
    expect(bodyOf(fields, valuesOf(fields, answer))).toEqual(given);
  });

  it('change what differs: an emptied field is null, and a secret stays unless one is typed or removed', () => {
    const before = valuesOf(fields, { ...answer, note: 'x' });
    expect(changesOf(fields, before, before)).toEqual({});
    const changed = { ...before, seconds: '11', note: '', scopes: ' y \n\n', secret: 'new', key: '-----BEGIN' };
    expect(changesOf(fields, changed, before)).toEqual({
      seconds: 11,
      note: null,
      scopes: ['y'],
      secret: 'new',
      key: '-----BEGIN',
    });
    expect(changesOf(fields, { ...before, secret: false }, before)).toEqual({ secret: null });
  });
});

describe('what is wrong with a form', () => {
  const values = valuesOf(fields, answer);
  it.each([
    [{ name: '' }, 'name', 'required'],
    [{ name: 'abcdef' }, 'name', 'tooLong'],
    [{ name: 'A' }, 'name', 'pattern'],
    [{ seconds: 'ten' }, 'seconds', 'number'],
    [{ seconds: '61' }, 'seconds', 'range'],
    [{ scopes: 'a\nb\nc' }, 'scopes', 'tooMany'],
    [{ headers: 'no colon' }, 'headers', 'pairs'],
    [{ conditions: [{ level: 'x' }] }, 'conditions.0.level', 'number'],
  ] as const)('%j is at the field %s: %s', (changed, at, text) => {
    expect(checkValues(fields, { ...values, ...changed } as typeof values)).toMatchObject({ [at]: { text } });
  });

  it('is nothing for what the API answers, and for a group without content', () => {
    expect(checkValues(fields, values)).toEqual({});
  });

  it('is what the API refused, at the field that it named', () => {
    const refusal = (status: number, details: object) =>
      new Problem('invalid_request', { response: new Response(null, { status }), details: { ...details } });
    const details = [
      { parameter: 'name', code: 'already_exists' },
      { parameter: 'scopes.1', code: 'other', message: 'Is reserved.' },
      { parameter: 'unknown' },
    ];
    const has = (key: string) => key === 'refusal.already_exists';
    expect(refusedFields(refusal(400, { details }), fields, has)).toEqual({
      name: { text: 'refusal', values: { code: 'already_exists' } },
      scopes: { text: 'message', values: { text: 'Is reserved.' } },
    });
    expect(refusedFields(refusal(400, { parameter: 'conditions.0.level' }), fields, has)).toEqual({
      'conditions.0.level': { text: 'refused', values: {} },
    });
    const metadata = { code: 'client_metadata_invalid', field: 'scopes', reason: 'There is no such scope.' };
    expect(refusedFields(refusal(422, metadata), fields, has)).toEqual({
      scopes: { text: 'message', values: { text: 'There is no such scope.' } },
    });
    expect(refusedFields(refusal(503, { details }), fields, has)).toEqual({});
  });
});

describe('texts in languages, and lists of what people are asked', () => {
  const formOf = async (id: string) => {
    const resource = resources.find((each) => each.id === id)!;
    const { default: schemas } = await resource.schemas();
    return formFields({ resource, schemas }, 'create').fields;
  };
  const motivation = { en: 'To greet you.', nl: 'Om u te begroeten.' };

  it('are fields of their own, and no JSON that is typed', async () => {
    const clients = await formOf('clients');
    const kindOf = (name: string) => clients.find((field) => field.name === name)?.kind;
    expect([kindOf('consent_items'), kindOf('consent_motivation')]).toEqual(['groups', 'group']);
    const claims = await formOf('claims');
    expect(claims.find(({ name }) => name === 'friendly_name')?.kind).toBe('group');
    const resource = await formOf('protected-resources');
    expect(resource.find(({ name }) => name === 'authorization_details_types')?.kind).toBe('groups');
  });

  it('send a text in every language, or null for none', async () => {
    const edited = (await formOf('clients')).filter(
      ({ name }) => name.startsWith('consent_m') || name === 'consent_items',
    );
    const items = [
      { kind: 'scope', name: 'email', required: true, motivation },
      { kind: 'claim', name: 'plan', required: false, motivation: null },
    ];
    const values = valuesOf(edited, { consent_items: items, consent_motivation: motivation });
    expect(bodyOf(edited, values)).toEqual({ consent_items: items, consent_motivation: motivation });
    expect(checkValues(edited, values)).toEqual({});
    const emptied = { ...values, consent_motivation: { en: '', nl: '' }, consent_items: [] };
    expect(changesOf(edited, emptied, values)).toEqual({ consent_items: [], consent_motivation: null });
    const half = valuesOf(edited, { consent_motivation: { en: 'Only' }, consent_items: [{ kind: 'scope' }] });
    expect(Object.keys(checkValues(edited, half)).toSorted()).toEqual([
      'consent_items.0.name',
      'consent_motivation.nl',
    ]);
  });

  it('name each language that a text is missing in', async () => {
    const edited = await formOf('claims');
    expect(checkValues(edited, valuesOf(edited, {}))).toMatchObject({
      'friendly_name.en': { text: 'required' },
      'friendly_name.nl': { text: 'required' },
    });
  });
});

describe('what can be configured', () => {
  it.each(resources.map((resource) => [resource.id, resource] as const))(
    '%s names only fields that the API has',
    async (_, resource) => {
      const { default: schemas } = await resource.schemas();
      const mode = resource.isSingle ? 'change' : 'create';
      const names = formFields({ resource, schemas }, mode).fields.map(({ name }) => name);
      const sectioned = resource.sections.flatMap(({ fields: named }) => named);
      expect(sectioned.filter((name) => !names.includes(name))).toEqual([]);
      expect(new Set(sectioned).size).toBe(sectioned.length);
      expect(resource.needed?.filter((name) => !names.includes(name)) ?? []).toEqual([]);
      expect(Object.keys(resource.usual ?? {}).filter((name) => !names.includes(name))).toEqual([]);
    },
  );

  it('marks what a new one needs although the API knows it of no field alone, and nothing of one that is there', async () => {
    const resource = resources.find(({ id }) => id === 'api-clients')!;
    const { default: schemas } = await resource.schemas();
    const required = (mode: 'create' | 'change') =>
      formFields({ resource, schemas }, mode).fields.find(({ name }) => name === 'client_secret')?.isRequired;
    expect([required('create'), required('change')]).toEqual([true, false]);
  });
});
