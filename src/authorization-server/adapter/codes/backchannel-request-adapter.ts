import { errors } from 'oidc-provider';
import type { AdapterPayload } from 'oidc-provider';
import type { AuthorizationServerDeps } from '../../authorization-server-deps.ts';
import { ArtifactAdapter } from '../artifact-adapter.ts';
import type { ArtifactTurns } from '../artifact-adapter.ts';
import { consumeOnce } from '../consume-once.ts';
import { rowOfHandle } from './row-handle.ts';

/** Stores requests for a sign-in without a browser (CIBA). Their parameters are not kept: the token of the client is among them. */
export class BackchannelRequestAdapter extends ArtifactAdapter {
  constructor(deps: AuthorizationServerDeps, turns: ArtifactTurns) {
    super(deps, 'BackchannelAuthenticationRequest', turns);
  }

  override async upsert(id: string, payload: AdapterPayload, expiresIn?: number): Promise<void> {
    const { params: _parameters, ...stored } = payload;
    await super.upsert(id, stored, expiresIn);
  }

  /** Of several polls at once one gets tokens. */
  override async consume(id: string): Promise<void> {
    if (!(await consumeOnce(this.deps, this.hash(id))))
      throw new errors.InvalidGrant({ detail: 'the auth_req_id was used before' });
  }

  protected override hash(id: string): Buffer {
    return rowOfHandle(id) ?? super.hash(id);
  }
}
