import { z } from 'zod';
import { featureNames } from './feature-names.ts';
import { generalSettingsSchema } from './general-settings.ts';
import type { GeneralSettings } from './general-settings.ts';

export type SettingName = keyof GeneralSettings;

/** Values to set; null = the default again. */
export type SettingChanges = { [Name in SettingName]?: GeneralSettings[Name] | null };

/** Two halves of the general settings, each with an API of its own: switches for whole parts, and everything else. */
export const settingGroups = {
  features: featureNames as readonly SettingName[],
  'general-settings': (Object.keys(generalSettingsSchema.shape) as SettingName[]).filter((name) => !featureNames.some((feature) => feature === name)),
} as const;
export type SettingGroup = keyof typeof settingGroups;

/** What each setting is when nothing is stored. */
export const defaultSettings: Readonly<Partial<Record<SettingName, unknown>>> = generalSettingsSchema.parse({});

/** Reads changes of a group: what is not sent is not there, what is unknown is refused. */
export function settingChangesSchema(group: SettingGroup): z.ZodType<SettingChanges> {
  const fields = settingGroups[group].map((name) => [name, withoutDefault(generalSettingsSchema.shape[name]).nullable().optional()]);
  return z.strictObject(Object.fromEntries(fields) as z.ZodRawShape) as z.ZodType<SettingChanges>;
}

/** A value that is not sent must not become its default: that would change it. */
function withoutDefault(schema: z.ZodType): z.ZodType {
  return schema instanceof z.ZodDefault || schema instanceof z.ZodOptional ? withoutDefault(schema.unwrap() as z.ZodType) : schema;
}
