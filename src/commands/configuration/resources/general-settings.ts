import { isDeepStrictEqual } from 'node:util';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { CommandDeps } from '../../command-deps.ts';
import { recordConfigurationChange } from '../record-configuration-change.ts';
import type { RequestOrigin } from '../../events/request-origin.ts';
import { generalSettingsSchema } from '../../../domain/configuration/general-settings.ts';
import type { GeneralSettings } from '../../../domain/configuration/general-settings.ts';
import { defaultSettings, settingGroups } from '../../../domain/configuration/setting-values.ts';
import type { SettingChanges, SettingGroup, SettingName } from '../../../domain/configuration/setting-values.ts';
import { Setting } from '../../../entities/configuration/setting.ts';

/** All settings as they are stored now, with the defaults of those that are not. */
export async function readGeneralSettings(em: EntityManager): Promise<GeneralSettings> {
  const stored = await em.findAll(Setting);
  return generalSettingsSchema.parse(Object.fromEntries(stored.map(({ name, value }) => [name, value])));
}

/** Values of a group of settings, defaults included; null = not set and without a default. */
export async function readSettings(
  deps: Pick<CommandDeps, 'em'>,
  group: SettingGroup,
): Promise<Record<string, unknown>> {
  const current = await readGeneralSettings(deps.em());
  return Object.fromEntries(settingGroups[group].map((name) => [name, current[name] ?? null]));
}

const events = {
  features: 'CONFIGURATION FEATURES CHANGED',
  'general-settings': 'CONFIGURATION GENERAL SETTINGS CHANGED',
} as const;

/** Serialises changes of settings, so that the event names what really changed. */
const lock = 'select pg_advisory_xact_lock(7100003)';

/** Sets the given settings. A value equal to the default is not stored, so that it follows a later default. */
export async function changeSettings(
  deps: Pick<CommandDeps, 'em' | 'clock'>,
  { group, changes, origin }: { group: SettingGroup; changes: SettingChanges; origin: RequestOrigin },
): Promise<void> {
  await deps.em().transactional(async (em) => {
    await em.execute(lock, [], 'get', em.getTransactionContext());
    const stored = new Map(
      (await em.find(Setting, { name: { $in: Object.keys(changes) } })).map((row) => [row.name, row]),
    );
    const fields: string[] = [];
    for (const [name, sent] of Object.entries(changes) as [SettingName, unknown][]) {
      const row = stored.get(name);
      const value = sent ?? defaultSettings[name];
      if (isDeepStrictEqual(value, row ? row.value : defaultSettings[name])) continue;
      fields.push(name);
      if (isDeepStrictEqual(value, defaultSettings[name])) em.remove(row as Setting);
      else if (row) row.value = value;
      else em.create(Setting, { name, value }, { persist: true });
    }
    if (fields.length > 0)
      await recordConfigurationChange(em, { event: events[group], origin, occurredAt: deps.clock(), fields });
  });
}
