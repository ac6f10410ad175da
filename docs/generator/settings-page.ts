import { z } from 'zod';
import type { EnvironmentSetting } from '../../src/config/environment.ts';
import { code, generatedNotice, table } from './markdown.ts';

/** docs/settings.md: the environment variables of a process and the general settings that are kept in the database. */
export function settingsPage(environment: readonly EnvironmentSetting[], general: z.ZodObject): string {
  return `${generatedNotice}
# Settings

## Environment variables

Read once, when a process starts, by \`src/config/environment.ts\`, the only file that reads them. A process refuses to start and
names what is missing or wrong. An empty variable counts as not set. Secrets have no default in production.
A secret may also stand in a file: \`NAME_FILE\` holds its path, for every variable that is marked **Secret**, and a line break at the end of the
file is dropped. Setting both is refused.

${table(['variable', 'needed', 'default', 'values', 'what it is'], environment.map(environmentRow))}
## General settings

Kept in the database and changed while everything runs. Their schema is \`src/domain/configuration/general-settings.ts\`.

${table(['setting', 'default', 'values', 'what it is'], generalRows(general))}`;
}

function environmentRow(setting: EnvironmentSetting): string[] {
  const description = setting.secret ? `**Secret.** ${setting.description}` : setting.description;
  return [code(setting.name), needed(setting), code(setting.default), valuesOf(setting.schema), description];
}

function needed({ required, requiredInProduction }: EnvironmentSetting): string {
  if (required) return 'yes';
  return requiredInProduction ? 'in production' : '';
}

function generalRows(general: z.ZodObject): string[][] {
  return Object.entries(general.shape).map(([name, schema]) => {
    const { default: byDefault, description } = shapeOf(schema as z.ZodType);
    return [
      code(name),
      code(byDefault === undefined ? '' : String(byDefault)),
      valuesOf(schema as z.ZodType),
      description ?? '',
    ];
  });
}

/** The values that a schema takes, in a few words; nothing where only its description can say. */
function valuesOf(schema: z.ZodType): string {
  const { enum: choices, type, items, minimum, maximum, minLength } = shapeOf(schema);
  if (type === 'array') return listOf(items as z.core.JSONSchema.BaseSchema);
  if (choices) return choices.map((choice) => code(String(choice))).join(', ');
  if (type === 'boolean') return `${code('true')}, ${code('false')}`;
  if (minimum !== undefined && maximum !== undefined) return `${minimum} to ${maximum}`;
  return type === 'string' && minLength === 1 ? 'text' : '';
}

/** A list of few names has them here; one of many says in its description where they are. */
function listOf({ enum: names = [] }: z.core.JSONSchema.BaseSchema): string {
  return names.length > 0 && names.length <= 6
    ? `list of ${names.map((name) => code(String(name))).join(', ')}`
    : 'list';
}

function shapeOf(schema: z.ZodType): z.core.JSONSchema.BaseSchema {
  return z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
}
