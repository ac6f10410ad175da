import type { GeneralSettings } from '../configuration/general-settings.ts';
import { isCoupling } from './actions.ts';
import type { ActionType } from './actions.ts';

/** The general address of the last action, where the token has none of its own; undefined: the settings name none. */
export function redirectOf(general: GeneralSettings, types: readonly ActionType[]): string | undefined {
  const last = types.at(-1);
  if (last === undefined) return undefined;
  if (last === 'PERSON_ACTIVATION') return general.activation_redirect;
  if (isCoupling(last)) return general.coupling_redirect;
  return last === 'LOGIN' ? general.login_redirect : general.app_to_web_redirect;
}
