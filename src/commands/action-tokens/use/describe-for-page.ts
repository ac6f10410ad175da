import { isLogin } from '../../../domain/action-tokens/actions.ts';
import type { ActionType } from '../../../domain/action-tokens/actions.ts';
import { redirectOf } from '../../../domain/action-tokens/redirect.ts';
import { ActionToken } from '../../../entities/action-tokens/action-token.ts';
import type { RequestOrigin } from '../../events/request-origin.ts';
import { hashActionToken, openContent } from '../token-value.ts';
import type { ConsumeDeps } from './consume-token.ts';
import { describeToken } from './find-usable-token.ts';

/** What the page of a token shows before anything is done. */
export interface TokenForPage {
  personId: string;
  types: ActionType[];
  /** A code has to be typed. */
  needsCode: boolean;
  /** Host of the address that the browser goes on to; null: it stays here. */
  redirectHost: string | null;
  /** The settings have the link act without a press. */
  actsAtOnce: boolean;
  expiresAt: Date;
}

/**
 * What a token will do, for its bearer. Uses nothing up.
 * @throws CountersignError `action_token_invalid`, `slow_down`
 */
export async function describeForPage(
  deps: ConsumeDeps,
  { token, device, origin }: { token: string; device: string | undefined; origin: RequestOrigin },
): Promise<TokenForPage> {
  const described = await describeToken(deps, { token, caller: { kind: 'browser', secret: '' }, device, origin });
  const { general } = await deps.configuration.current();
  const row = await deps.em().findOneOrFail(ActionToken, { id: described.id });
  const redirectUri = redirectOf(general, row.types, openContent(deps.keyring, row).redirectUri);
  const { personId, types, needsCode, expiresAt } = described;
  return {
    ...{ personId, types, needsCode, expiresAt },
    redirectHost: redirectUri === undefined ? null : new URL(redirectUri).host,
    actsAtOnce: general.action_token_by_get,
  };
}

/** Whether a token signs in, which is done in a sign-in alone; false for one that is unknown, too. */
export async function signsIn({ em, keyring }: Pick<ConsumeDeps, 'em' | 'keyring'>, token: string): Promise<boolean> {
  const row = await em().findOne(ActionToken, { tokenHash: hashActionToken(keyring, token) });
  return row?.types.some(isLogin) ?? false;
}
