import { matchRedirect } from '../configuration/action-tokens/redirect-rules.ts';
import type { GeneralSettings } from '../configuration/general-settings.ts';
import { isCoupling } from './actions.ts';
import type { ActionType } from './actions.ts';

/**
 * Where a browser goes after a token: its own address while the settings still allow it, else the general one of its last action.
 * @returns undefined: there is neither.
 */
export function redirectOf(
  general: GeneralSettings,
  types: readonly ActionType[],
  own: string | undefined,
): string | undefined {
  if (own !== undefined && matchRedirect(general.action_token_redirects, own) !== undefined) return own;
  const last = types.at(-1);
  if (last === undefined) return undefined;
  if (last === 'PERSON_ACTIVATION') return general.activation_redirect;
  if (isCoupling(last)) return general.coupling_redirect;
  return last === 'LOGIN' ? general.login_redirect : general.app_to_web_redirect;
}
