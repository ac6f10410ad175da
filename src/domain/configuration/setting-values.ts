import { z } from 'zod';
import { generalSettingsSchema } from './general-settings.ts';
import type { GeneralSettings } from './general-settings.ts';

/** Switches for whole parts of the product: general settings with an API of their own. */
const featureNames = [
  'mobile_authentication_enabled',
  'enrollment_enabled',
  'push_enrollment_enabled',
  'push_authorisation_enabled',
  'sms_authorisation_enabled',
  'geolocation_enabled',
] as const satisfies readonly (keyof GeneralSettings)[];

export type SettingName = keyof GeneralSettings;

/** Values to set; null = the default again. */
export type SettingChanges = { [Name in SettingName]?: GeneralSettings[Name] | null };

/** Two halves of the general settings, each with an API of its own: switches for whole parts, and everything else. */
export const settingGroups = {
  features: featureNames as readonly SettingName[],
  'general-settings': (Object.keys(generalSettingsSchema.shape) as SettingName[]).filter(
    (name) => !featureNames.some((feature) => feature === name),
  ),
} as const;
export type SettingGroup = keyof typeof settingGroups;

/** Default of each setting. */
export const defaultSettings: Readonly<Partial<Record<SettingName, unknown>>> = generalSettingsSchema.parse({});

/** Parses changes of a group. Settings that are not sent stay absent, unknown ones are refused. */
export function settingChangesSchema(group: SettingGroup): z.ZodType<SettingChanges> {
  const fields = settingGroups[group].map((name) => [name, described(name, (schema) => schema.nullable().optional())]);
  return z.strictObject(Object.fromEntries(fields) as z.ZodRawShape) as z.ZodType<SettingChanges>;
}

/** Effective value of every setting of a group; null: no value and no default. */
export function settingValuesSchema(group: SettingGroup): z.ZodType {
  const fields = settingGroups[group].map((name) => [name, described(name, (schema) => schema.nullable())]);
  return z.object(Object.fromEntries(fields) as z.ZodRawShape);
}

/** A setting without its default, in another form, with the description it has. */
function described(name: SettingName, form: (schema: z.ZodType) => z.ZodType): z.ZodType {
  const schema: z.ZodType = generalSettingsSchema.shape[name];
  return form(withoutDefault(schema)).describe(schema.description ?? name);
}

/** Removes defaults, so that a setting that is not sent does not change. */
function withoutDefault(schema: z.ZodType): z.ZodType {
  return schema instanceof z.ZodDefault || schema instanceof z.ZodOptional
    ? withoutDefault(schema.unwrap() as z.ZodType)
    : schema;
}
