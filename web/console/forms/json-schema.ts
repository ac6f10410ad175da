/** The part of JSON Schema in which our OpenAPI describes the body of a request. */
export interface JsonSchema {
  type?: string | string[];
  enum?: (string | number)[];
  anyOf?: JsonSchema[];
  properties?: Record<string, JsonSchema>;
  required?: string[];
  items?: JsonSchema;
  additionalProperties?: JsonSchema | boolean;
  description?: string;
  writeOnly?: boolean;
  deprecated?: boolean;
  minLength?: number;
  maxLength?: number;
  pattern?: string;
  minimum?: number;
  maximum?: number;
  minItems?: number;
  maxItems?: number;
}

/**
 * How a field is edited: `lines` is a text for each line, `pairs` a name and a text for each line, `json` anything else, as it is written.
 */
export type FieldKind =
  | 'text'
  | 'area'
  | 'number'
  | 'flag'
  | 'choice'
  | 'choices'
  | 'lines'
  | 'pairs'
  | 'json'
  | 'group'
  | 'groups';

export interface Field {
  name: string;
  kind: FieldKind;
  isRequired: boolean;
  /** null is a value of its own: there is none. */
  isNullable: boolean;
  /** It can be written and is never read. */
  isSecret: boolean;
  description: string;
  /** Of a choice. */
  options: readonly string[];
  /** Of pairs: what stands behind a name is a number. */
  hasNumbers: boolean;
  /** Of a group. */
  fields: readonly Field[];
  limits: Pick<JsonSchema, 'minLength' | 'maxLength' | 'pattern' | 'minimum' | 'maximum' | 'minItems' | 'maxItems'>;
}

/** Longer texts get several lines. */
const longestLine = 2048;

/** The fields of a body, as the API describes it; those it takes no longer are left out. */
export function fieldsOf(schema: JsonSchema, kinds: Partial<Record<string, FieldKind>> = {}): Field[] {
  return Object.entries(schema.properties ?? {})
    .filter(([, property]) => !property.deprecated)
    .map(([name, property]) => fieldOf(name, property, schema.required?.includes(name) ?? false, kinds));
}

function fieldOf(
  name: string,
  property: JsonSchema,
  isRequired: boolean,
  kinds: Partial<Record<string, FieldKind>>,
): Field {
  const { schema, type, isNullable } = simplified(property);
  const kind = kinds[name] ?? kindOf(schema, type);
  const { minLength, maxLength, pattern, minimum, maximum, minItems, maxItems } = schema;
  const items = schema.items && simplified(schema.items).schema;
  return {
    name,
    kind,
    isRequired,
    isNullable,
    isSecret: property.writeOnly ?? false,
    description: property.description ?? '',
    options: (kind === 'choices' ? items?.enum : schema.enum)?.map(String) ?? [],
    hasNumbers: kind === 'pairs' && isNumeric(schema.additionalProperties),
    fields: fieldsOf((kind === 'group' && schema) || (kind === 'groups' && items) || {}, kinds),
    limits: { minLength, maxLength, pattern, minimum, maximum, minItems, maxItems },
  };
}

function isNumeric(schema: JsonSchema | boolean | undefined): boolean {
  return typeof schema === 'object' && (schema.type === 'integer' || schema.type === 'number');
}

/** Without the alternative null, where one other is left. */
function simplified(property: JsonSchema): { schema: JsonSchema; type: string | undefined; isNullable: boolean } {
  const others = property.anyOf?.filter(({ type }) => type !== 'null');
  const schema = others?.length === 1 ? { ...property, ...others[0] } : property;
  const types = [schema.type ?? []].flat();
  return {
    schema,
    type: types.find((type) => type !== 'null'),
    isNullable: types.includes('null') || (others !== undefined && others.length < (property.anyOf?.length ?? 0)),
  };
}

function kindOf(schema: JsonSchema, type: string | undefined): FieldKind {
  if (schema.enum) return 'choice';
  if (type === 'boolean') return 'flag';
  if (type === 'integer' || type === 'number') return 'number';
  if (type === 'array') return kindOfList(schema.items);
  if (type === 'object') return schema.properties ? 'group' : 'pairs';
  if (type === 'string') return (schema.maxLength ?? 0) > longestLine ? 'area' : 'text';
  return 'json';
}

function kindOfList(items: JsonSchema | undefined): FieldKind {
  if (items?.enum) return 'choices';
  if (items?.properties) return 'groups';
  return items?.type === 'string' ? 'lines' : 'json';
}
