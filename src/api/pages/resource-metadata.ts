import type { Middleware } from 'koa';
import { operatorResource } from '../../commands/tokens/registry/operator-client.ts';
import { presentResourceMetadata } from '../admin/protected-resources/presenter.ts';
import type { ApiDeps } from '../api-deps.ts';

/** Metadata of a protected resource stand before its path (RFC 9728 section 3.1). */
const path = '/.well-known/oauth-protected-resource/admin';
const challenged = /^Bearer realm="countersign-admin"/;

/** Tells callers of the admin API which authorization server gives tokens for it (RFC 9728), and those who are refused where to read that. */
export function resourceMetadata({ environment }: Pick<ApiDeps, 'environment'>): Middleware {
  const { publicUrl } = environment;
  const metadata = presentResourceMetadata(operatorResource(environment), `${publicUrl}/oauth`);
  return async (context, next) => {
    if (context.path === path && (context.method === 'GET' || context.method === 'HEAD')) {
      context.state.route = path;
      context.set({ 'Cache-Control': 'public, max-age=300', 'Access-Control-Allow-Origin': '*' });
      context.body = metadata;
      return;
    }
    await next();
    const challenge = context.response.get('WWW-Authenticate');
    if (challenged.test(challenge))
      context.set('WWW-Authenticate', `${challenge}, resource_metadata="${publicUrl}${path}"`);
  };
}
