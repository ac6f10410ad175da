import type { Adapter, AdapterFactory } from 'oidc-provider';
import type { AuthorizationServerDeps } from '../authorization-server-deps.ts';
import { ArtifactAdapter } from './artifact-adapter.ts';
import { ClientAdapter } from './client-adapter.ts';
import { GrantAdapter } from './grant-adapter.ts';
import { ReplayAdapter } from './replay-adapter.ts';

/** Gives every kind of thing the provider keeps its place in PostgreSQL. */
export function createAdapterFactory(deps: AuthorizationServerDeps): AdapterFactory {
  return (model): Adapter => {
    switch (model) {
      case 'Client':
        return new ClientAdapter(deps);
      case 'Grant':
        return new GrantAdapter(deps);
      case 'ReplayDetection':
        return new ReplayAdapter(deps);
      default:
        return new ArtifactAdapter(deps, model);
    }
  };
}
