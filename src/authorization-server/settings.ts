import type { Middleware } from 'koa';
import { Provider } from 'oidc-provider';
import type { GeneralSettings } from '../domain/configuration/general-settings.ts';
import type { AuthorizationServerDeps } from './authorization-server-deps.ts';

interface WithState {
  state: Record<string, unknown>;
}

/** Reads the general settings for each request, so that a change is followed at once; the provider asks for them without waiting. */
export function loadSettings({ configuration }: Pick<AuthorizationServerDeps, 'configuration'>): Middleware {
  return async (ctx, next) => {
    ctx.state['generalSettings'] = (await configuration.current()).general;
    await next();
  };
}

/** The general settings of a request. */
export function settingsOf(ctx: WithState): GeneralSettings {
  return ctx.state['generalSettings'] as GeneralSettings;
}

/** The settings of the request that is being served. */
export function currentSettings(): GeneralSettings {
  if (!Provider.ctx) throw new Error('Settings are asked for outside of a request');
  return settingsOf(Provider.ctx);
}
