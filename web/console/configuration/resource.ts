import type { Access } from '../api/session.ts';
import type { FormValues } from '../forms/form-values.ts';
import type { FieldKind, JsonSchema } from '../forms/json-schema.ts';

export type Row = Record<string, unknown>;

/** The bodies that the API takes, as its description has them. */
export interface Schemas {
  create?: JsonSchema;
  change: JsonSchema;
}

/** Fields that stand together; what no section names comes last. */
export interface FieldSection {
  id: string;
  fields: readonly string[];
}

/** What can be configured: how it is found, shown and changed. */
export interface Resource {
  /** In addresses of the console and in the names of texts. */
  id: string;
  needs: { read: Access; change: Access };
  schemas: () => Promise<{ default: Schemas }>;
  /** There is one or none: no list. */
  isSingle?: boolean;
  /** Of the list, or of the single one. @param of what it belongs to. */
  listPath: (of?: string) => string;
  pathOf: (id: string) => string;
  /** What identifies a row in addresses. */
  idOf: (row: Row, of?: string) => string;
  nameOf: (row: Row) => string;
  /** Columns of the list besides the name. */
  columns: readonly string[];
  sections: readonly FieldSection[];
  /** What is read and cannot be changed. */
  facts?: readonly string[];
  isShown?: (name: string, values: FormValues) => boolean;
  /** Fields that a new one needs where they are shown: the API demands them with another field, which its description of each cannot say. */
  needed?: readonly string[];
  /** What a new one has unless it is told otherwise. */
  usual?: Row;
  kinds?: Partial<Record<string, FieldKind>>;
  /** Fields whose values are names of other resources. */
  choices?: Partial<Record<string, (values: FormValues) => ChoicesFrom | undefined>>;
  /** A single one is replaced while it is not of the configuration. */
  isOwn?: (row: Row) => boolean;
  isUndeletable?: boolean;
}

/** A resource whose rows can be chosen. */
export interface ChoicesFrom {
  resource: Resource;
  /** Those that can be, among all of them. */
  only?: (row: Row, rows: readonly Row[]) => boolean;
}
