import { Provider } from 'oidc-provider';
import type { AdapterPayload } from 'oidc-provider';
import type { HubRole } from '../../domain/persons/roles/hub-roles.ts';
import type { FoundArtifact } from './artifact-rows.ts';

/** A grant as it is stored. */
export interface FoundGrant {
  accountId: string;
  clientId: string;
  payload: AdapterPayload;
  /** Epoch seconds. */
  expires: number;
}

/** What was found in a request beside what was asked for, because the provider asks for it next. */
export interface KinOfRequest {
  /** By id. */
  grants: Map<string, FoundGrant>;
  /** By public handle. */
  sessions: Map<string, Omit<FoundArtifact, 'id'>>;
  /** Whether a person may sign in, by id. */
  active: Map<string, boolean>;
  /** Hub roles of a person, by id. */
  roles: Map<string, HubRole[]>;
}

/** That of the current request of the provider, with which it is forgotten; undefined outside of one. */
export function kinOfRequest(): KinOfRequest | undefined {
  const state = Provider.ctx?.state;
  if (!state) return undefined;
  state['kin'] ??= {
    grants: new Map(),
    sessions: new Map(),
    active: new Map(),
    roles: new Map(),
  } satisfies KinOfRequest;
  return state['kin'] as KinOfRequest;
}

/** Takes what was found: the provider changes what it is given, so that another look is another query. */
export function take<Found>(found: Map<string, Found> | undefined, id: string): Found | undefined {
  const one = found?.get(id);
  found?.delete(id);
  return one;
}
