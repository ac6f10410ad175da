import { isDeepStrictEqual } from 'node:util';
import { defaultSettings } from '../../../domain/configuration/setting-values.ts';
import type { SettingChanges, SettingGroup, SettingName } from '../../../domain/configuration/setting-values.ts';
import { Setting } from '../../../entities/configuration/setting.ts';
import type { CommandDeps } from '../../command-deps.ts';
import type { RequestOrigin } from '../../request-origin.ts';
import { recordConfigurationChange } from '../record-configuration-change.ts';

const events = { features: 'CONFIGURATION FEATURES CHANGED', 'general-settings': 'CONFIGURATION GENERAL SETTINGS CHANGED' } as const;

/** One change of settings at a time: what is told to have changed is what did. */
const lock = 'select pg_advisory_xact_lock(7100003)';

/** Sets the given settings and no others. A value that is the default is not stored, so that it follows later defaults. */
export async function changeSettings(deps: Pick<CommandDeps, 'em' | 'clock'>, { group, changes, origin }: { group: SettingGroup; changes: SettingChanges; origin: RequestOrigin }): Promise<void> {
  await deps.em().transactional(async (em) => {
    await em.execute(lock, [], 'get', em.getTransactionContext());
    const stored = new Map((await em.find(Setting, { name: { $in: Object.keys(changes) } })).map((row) => [row.name, row]));
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
    if (fields.length > 0) await recordConfigurationChange(em, { event: events[group], origin, occurredAt: deps.clock(), fields });
  });
}
