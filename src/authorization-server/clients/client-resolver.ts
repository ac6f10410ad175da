import type { ClientMetadata } from 'oidc-provider';
import type { AuthorizationServerDeps } from '../authorization-server-deps.ts';
import { findAppInstallation } from './app-installations.ts';

/** Knows one kind of client where it already is: clients are not stored a second time. */
export type ClientResolver = (deps: AuthorizationServerDeps, clientId: string) => Promise<ClientMetadata | undefined>;

/** Asked in this order. A new kind of client is a new file and a line here. */
export const clientResolvers: readonly ClientResolver[] = [findAppInstallation];
