import type { Middleware } from 'koa';
import { errors } from 'oidc-provider';

/** Members that a refusal of a grant has besides those of RFC 6749 section 5.2. */
interface WithState {
  state: Record<string, unknown>;
}

/**
 * A refusal at the token endpoint with additional members, such as `attempts_left`. The provider writes only the
 * standard members; {@link addRefusalMembers} adds the others.
 */
export function grantRefusal(ctx: WithState, description: string, members: Record<string, unknown> = {}): Error {
  ctx.state['refusalMembers'] = members;
  return Object.assign(new errors.OIDCProviderError(400, 'invalid_grant'), { error_description: description });
}

/** Adds the members of a refusal to the provider's answer. */
export const addRefusalMembers: Middleware = async (ctx, next) => {
  await next();
  const members = ctx.state['refusalMembers'] as object | undefined;
  if (members && ctx.status >= 400) ctx.body = { ...(ctx.body as object), ...members };
};
