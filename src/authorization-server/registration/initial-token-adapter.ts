import { Provider } from 'oidc-provider';
import type { AdapterPayload } from 'oidc-provider';
import { findUsableToken } from '../../commands/tokens/clients/registration/initial-access-tokens.ts';
import { EmptyAdapter } from '../adapter/empty-adapter.ts';
import { toEpoch } from '../adapter/epoch.ts';
import type { AuthorizationServerDeps } from '../authorization-server-deps.ts';
import { registrationPolicy } from './registration.ts';

/** Finds the initial access tokens that operators made. The row of that of the current request is kept with it. */
export class InitialTokenAdapter extends EmptyAdapter {
  readonly #deps: AuthorizationServerDeps;

  constructor(deps: AuthorizationServerDeps) {
    super();
    this.#deps = deps;
  }

  override async find(token: string): Promise<AdapterPayload | undefined> {
    const row = await findUsableToken(this.#deps, token);
    if (!row) return undefined;
    if (Provider.ctx) Provider.ctx.state['initialAccessToken'] = row.id;
    const times = { iat: toEpoch(row.createdAt), exp: toEpoch(row.expiresAt) };
    return { jti: token, kind: 'InitialAccessToken', policies: [registrationPolicy], ...times };
  }
}
