import { bounds, rateLimit } from '../../../domain/rate-limits/limits.ts';
import { CountersignError } from '../../../errors/countersign-error.ts';
import { writeEvent } from '../../events/record-event.ts';
import { originOf } from '../../events/request-origin.ts';
import type { RequestOrigin } from '../../events/request-origin.ts';
import { personalKey } from '../../rate-limits/personal-key.ts';
import { createRateLimit } from '../../rate-limits/rate-limit.ts';
import { createToken } from './create-token.ts';
import type { CreateDeps } from './create-token.ts';

/** A user of an app who wants to go on in a browser. */
export interface AppToWeb {
  userId: string;
  /** Where the browser goes on. */
  targetUrl: string;
  origin: RequestOrigin;
}

/**
 * Makes the address that signs a browser in as the user of an app (contract/idp.md section 4): a token with the action `LOGIN_APP2WEB`, good for
 * a moment. The target counts as the redirect address of a token.
 * @throws CountersignError `slow_down`, `redirect_not_allowed`, `action_token_feature_off`, `person_not_found`, `person_not_active`
 */
export async function openAppToWeb(
  deps: CreateDeps,
  { userId, targetUrl, origin }: AppToWeb,
): Promise<{ url: string; expiresAt: Date }> {
  const event = { ...originOf(origin), userId };
  try {
    await createRateLimit(deps, rateLimit('app-to-web:user')).count(personalKey(deps.keyring, userId));
    const created = await createToken(deps, {
      personId: userId,
      actions: [{ type: 'LOGIN_APP2WEB', parameters: {} }],
      redirectUri: targetUrl,
      lifetime: bounds['app-to-web-lifetime'].most,
      origin,
    });
    await writeEvent(deps, {
      ...event,
      name: 'APP TO WEB SSO STARTED',
      occurredAt: deps.clock(),
      subjectId: created.id,
    });
    return created;
  } catch (error) {
    if (error instanceof CountersignError && error.httpStatus < 500)
      await writeEvent(deps, {
        ...event,
        name: 'APP TO WEB SSO REFUSED',
        occurredAt: deps.clock(),
        detail: error.code,
      });
    throw error;
  }
}
