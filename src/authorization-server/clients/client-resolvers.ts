import type { ClientMetadata } from 'oidc-provider';
import type { AuthorizationServerDeps } from '../authorization-server-deps.ts';
import { findAppInstallation } from './app-installations.ts';
import { findRegisteredClient } from './registered-clients.ts';

/** Finds one kind of client in its own table: clients are not copied. */
type ClientResolver = (deps: AuthorizationServerDeps, clientId: string) => Promise<ClientMetadata | undefined>;

/** Searched in this order. A new kind of client is a new file and a line here. */
export const clientResolvers: readonly ClientResolver[] = [findAppInstallation, findRegisteredClient];
