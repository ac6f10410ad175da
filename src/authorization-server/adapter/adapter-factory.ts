import type { Adapter, AdapterFactory } from 'oidc-provider';
import { artifactModels } from '../../security/key-uses.ts';
import type { ArtifactModel } from '../../security/key-uses.ts';
import type { AuthorizationServerDeps } from '../authorization-server-deps.ts';
import { createArtifactLookup } from './artifact-lookup.ts';
import { createInserts } from './artifact-rows.ts';
import { ArtifactAdapter } from './artifact-adapter.ts';
import { BackchannelRequestAdapter } from './codes/backchannel-request-adapter.ts';
import { ClientAdapter } from './client-adapter.ts';
import { DeviceCodeAdapter } from './codes/device-code-adapter.ts';
import { GrantAdapter } from './grant-adapter.ts';
import { InitialTokenAdapter } from '../registration/initial-token-adapter.ts';
import { ReplayAdapter } from './replay-adapter.ts';
import { SessionAdapter } from './session-adapter.ts';

/** Maps each model of the provider to its adapter. */
export function createAdapterFactory(deps: AuthorizationServerDeps): AdapterFactory {
  const turns = { lookUp: createArtifactLookup(deps), insert: createInserts(deps) };
  return (model): Adapter => {
    switch (model) {
      case 'BackchannelAuthenticationRequest':
        return new BackchannelRequestAdapter(deps, turns);
      case 'Client':
        return new ClientAdapter(deps);
      case 'DeviceCode':
        return new DeviceCodeAdapter(deps, turns);
      case 'Grant':
        return new GrantAdapter(deps);
      case 'InitialAccessToken':
        return new InitialTokenAdapter(deps);
      case 'ReplayDetection':
        return new ReplayAdapter(deps);
      case 'Session':
        return new SessionAdapter(deps, turns);
      default:
        return new ArtifactAdapter(deps, artifactModel(model), turns);
    }
  };
}

function artifactModel(name: string): ArtifactModel {
  const model = artifactModels.find((known) => known === name);
  if (!model) throw new Error(`The provider keeps something unknown: ${name}`);
  return model;
}
