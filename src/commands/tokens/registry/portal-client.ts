import { builtInClient } from './built-in-client.ts';
import type { RegisteredClient } from './oauth-registry.ts';

/** The client of our own account pages. */
export const portalClientId = 'countersign-portal';

/** Where the authorization server sends the browser back to, below the public URL. */
export const accountCallbackPath = '/account/callback';

export function portalClient(publicUrl: string): RegisteredClient {
  return builtInClient({
    id: portalClientId,
    name: 'Countersign',
    type: 'spa',
    redirectUris: [`${publicUrl}${accountCallbackPath}`],
    scopes: [],
    resources: [],
  });
}
