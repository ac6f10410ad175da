import type { Middleware } from 'koa';
import { Provider } from 'oidc-provider';
import type { GeneralSettings } from '../domain/configuration/general-settings.ts';
import type { AuthorizationServerDeps } from './authorization-server-deps.ts';

interface WithState {
  state: Record<string, unknown>;
}

/** Loads the general settings for each request, because the provider reads them synchronously. */
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

/** Settings of the current request. */
export function currentSettings(): GeneralSettings {
  if (!Provider.ctx) throw new Error('Settings are asked for outside of a request');
  return settingsOf(Provider.ctx);
}
