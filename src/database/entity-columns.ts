import type { EntityName, EntityProperty } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { QueryResultRow } from 'pg';
import type { Statement } from './prepared-statement.ts';

/** Columns of an entity for hand-written SQL, with the entity's names, types and encryption. */
export interface EntityColumns<Entity> {
  /** All columns, for a `select`. */
  select: string;
  /** The entity of a selected row; undefined where an outer join found none. */
  read(row: QueryResultRow): Entity | undefined;
}

/** What {@link columnsOf} made, by the description of an entity and by alias: hot paths ask for it at each call. */
const known = new WeakMap<object, Map<string, EntityColumns<object>>>();

/** @param alias of the table in the statement. */
export function columnsOf<Entity extends object>(
  em: EntityManager,
  entity: EntityName<Entity>,
  alias: string,
): EntityColumns<Entity> {
  const description: object = em.getMetadata().get(entity);
  const byAlias = known.get(description) ?? new Map<string, EntityColumns<object>>();
  const columns = byAlias.get(alias) ?? createColumns(em, entity, alias);
  known.set(description, byAlias.set(alias, columns));
  return columns as EntityColumns<Entity>;
}

function createColumns<Entity extends object>(
  em: EntityManager,
  entity: EntityName<Entity>,
  alias: string,
): EntityColumns<Entity> {
  const properties = propertiesOf(em, entity);
  const platform = em.getPlatform();
  const named = properties.map((property) => ({ property, name: `${alias}.${property.name}` }));
  const primary = named.find(({ property }) => property.primary)?.name as string;
  return {
    select: named.map(({ property, name }) => `${alias}.${columnOf(property)} as "${name}"`).join(', '),
    read: (row) => {
      if (row[primary] === null) return undefined;
      const values = named.map(({ property, name }) => [property.name, fromDatabase(property, row[name])] as const);
      return Object.fromEntries(values) as Entity;
    },
  };

  function fromDatabase(property: EntityProperty, value: unknown): unknown {
    if (value === null || value === undefined) return null;
    if (property.customType) return property.customType.convertToJSValue(value, platform);
    return property.runtimeType === 'Date' ? platform.parseDate(value as string) : value;
  }
}

/** What is to be inserted of an entity: `insert into TABLE (COLUMNS) ROW`, where the row is a `select` that a condition may follow. */
export function insertionOf<Entity extends object>(
  em: EntityManager,
  entity: EntityName<Entity>,
  data: Partial<Entity>,
): { columns: string; row: Statement } {
  const platform = em.getPlatform();
  const values = data as Record<string, unknown>;
  // A column with a default is left to it unless there is a value.
  const properties = propertiesOf(em, entity).filter(
    (property) => property.name in data || (property.default === undefined && property.defaultRaw === undefined),
  );
  return {
    columns: properties.map(columnOf).join(', '),
    row: {
      // Without its length: a cast would truncate a value that must be refused.
      sql: `select ${properties.map(({ columnTypes }) => `?::${columnTypes[0]?.replace(/\(.*\)/, '')}`).join(', ')}`,
      parameters: properties.map(({ name, customType }) =>
        customType ? customType.convertToDatabaseValue(values[name], platform) : values[name],
      ),
    },
  };
}

function propertiesOf<Entity extends object>(em: EntityManager, entity: EntityName<Entity>): EntityProperty[] {
  return em.getMetadata().get(entity).props as unknown as EntityProperty[];
}

function columnOf({ fieldNames }: EntityProperty): string {
  return fieldNames[0] as string;
}
