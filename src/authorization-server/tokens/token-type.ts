import { Provider } from 'oidc-provider';
import type { TokenType } from '../../entities/tokens/oauth-artifact.ts';

/** What the tokens that a request asks for will say of how the user proved to be there. */
export function setTokenType(ctx: { state: Record<string, unknown> }, type: TokenType): void {
  ctx.state['tokenType'] = type;
}

/** As the request that is being served has set it: the provider has no place for it in a token. */
export function currentTokenType(): TokenType {
  return (Provider.ctx?.state?.['tokenType'] as TokenType | undefined) ?? 'DEFAULT';
}
