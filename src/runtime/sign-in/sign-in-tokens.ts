import { consumeToken } from '../../commands/action-tokens/use/consume-token.ts';
import type { ConsumeDeps } from '../../commands/action-tokens/use/consume-token.ts';
import type { SignInTokens } from '../../commands/authentication/flow/flow-deps.ts';
import type { Level } from '../../domain/authentication/levels.ts';

/** Has sign-ins use action tokens, which are a later context. */
export function createSignInTokens(deps: ConsumeDeps): SignInTokens {
  return {
    isAvailable: async () => {
      const { general } = await deps.configuration.current();
      return general.action_token_login_enabled || general.app_to_web_enabled;
    },
    async use({ token, code, flow, device, check, origin }) {
      const caller = { kind: 'flow', flowId: flow.id } as const;
      const asked = { token, code, caller, device, check, origin: { ...origin, clientId: flow.clientId } };
      const { personId, level } = await consumeToken(deps, asked);
      return { personId, level: level as Level };
    },
  };
}
