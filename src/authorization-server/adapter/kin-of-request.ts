import { Provider } from 'oidc-provider';
import type { AdapterPayload } from 'oidc-provider';
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
  /** By id; null: it is gone. */
  grants: Map<string, FoundGrant | null>;
  /** By public handle; null: it has ended. */
  sessions: Map<string, Omit<FoundArtifact, 'id'> | null>;
  /** Whether a person may sign in, by id. */
  active: Map<string, boolean>;
}

/** That of the current request of the provider, with which it is forgotten; undefined outside of one. */
export function kinOfRequest(): KinOfRequest | undefined {
  const state = Provider.ctx?.state;
  if (!state) return undefined;
  state['kin'] ??= { grants: new Map(), sessions: new Map(), active: new Map() } satisfies KinOfRequest;
  return state['kin'] as KinOfRequest;
}
