import { consumeToken } from '../../commands/action-tokens/use/consume-token.ts';
import type { ConsumeDeps } from '../../commands/action-tokens/use/consume-token.ts';
import type { SignInTokens } from '../../commands/authentication/flow/flow-deps.ts';
import { writeEvent } from '../../commands/events/record-event.ts';
import { originOf } from '../../commands/events/request-origin.ts';
import type { Level } from '../../domain/authentication/levels.ts';

/** Has sign-ins use action tokens, which are a later context. */
export function createSignInTokens(deps: ConsumeDeps): SignInTokens {
  return {
    isAvailable: async () => {
      const { general } = await deps.configuration.current();
      return general.action_token_login_enabled || general.app_to_web_enabled;
    },
    async use({ token, code, flow, device, origin }) {
      const caller = { kind: 'flow', flowId: flow.id } as const;
      const asked = { token, code, caller, device, origin: { ...origin, clientId: flow.clientId } };
      const { personId, level, types, tokenId: subjectId } = await consumeToken(deps, asked);
      if (types.includes('LOGIN_APP2WEB')) {
        const event = { ...originOf(origin), userId: personId, subjectId };
        await writeEvent(deps, { name: 'APP TO WEB SSO COMPLETED', occurredAt: deps.clock(), ...event });
      }
      return { personId, level: level as Level };
    },
  };
}
