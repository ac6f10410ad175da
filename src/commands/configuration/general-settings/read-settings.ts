import { generalSettingsSchema } from '../../../domain/configuration/general-settings.ts';
import { settingGroups } from '../../../domain/configuration/setting-values.ts';
import type { SettingGroup } from '../../../domain/configuration/setting-values.ts';
import { Setting } from '../../../entities/configuration/setting.ts';
import type { CommandDeps } from '../../command-deps.ts';

/** A group of settings as they are stored now, defaults included; null = not set and without a default. */
export async function readSettings(deps: Pick<CommandDeps, 'em'>, group: SettingGroup): Promise<Record<string, unknown>> {
  const stored = await deps.em().findAll(Setting);
  const current = generalSettingsSchema.parse(Object.fromEntries(stored.map(({ name, value }) => [name, value])));
  return Object.fromEntries(settingGroups[group].map((name) => [name, current[name] ?? null]));
}
