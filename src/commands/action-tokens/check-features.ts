import type { ActionType } from '../../domain/action-tokens/actions.ts';
import type { GeneralSettings } from '../../domain/configuration/general-settings.ts';
import { CountersignError } from '../../errors/countersign-error.ts';

const toggles: Readonly<Record<ActionType, (general: GeneralSettings) => boolean>> = {
  PERSON_ACTIVATION: (general) => general.person_activation_enabled,
  COUPLE_EXTERNAL_IDP_FROM_PARAMETERS: (general) => general.action_token_coupling_enabled,
  COUPLE_EXTERNAL_IDP_FROM_SESSION: (general) => general.action_token_coupling_enabled,
  LOGIN: (general) => general.action_token_login_enabled,
  LOGIN_APP2WEB: (general) => general.app_to_web_enabled,
};

/**
 * Checks that every action is available.
 * @param byEmail whether an activation is by the method `EMAIL`.
 * @throws CountersignError `action_token_feature_off`
 */
export function checkFeatures(general: GeneralSettings, types: readonly ActionType[], byEmail: boolean): void {
  for (const action of types) {
    const isOff = action === 'PERSON_ACTIVATION' && byEmail && !general.activation_by_email_enabled;
    if (isOff || !toggles[action](general))
      throw new CountersignError('action_token_feature_off', { extra: { action } });
  }
}
