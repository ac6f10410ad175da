import { Provider } from 'oidc-provider';
import type { TokenType } from '../../entities/tokens/oauth-artifact.ts';

/** `amr` of the tokens of the current request. */
export function setTokenType(ctx: { state: Record<string, unknown> }, type: TokenType): void {
  ctx.state['tokenType'] = type;
}

/** Set by the current request: the provider has no field for it in a token. */
export function currentTokenType(): TokenType {
  return (Provider.ctx?.state?.['tokenType'] as TokenType | undefined) ?? 'DEFAULT';
}
