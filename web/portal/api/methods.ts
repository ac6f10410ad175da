import type {
  AuthenticationResponseJSON,
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
  RegistrationResponseJSON,
} from '@simplewebauthn/browser';
import { request } from './request.ts';

export type MethodType =
  | 'email'
  | 'phone'
  | 'authenticator_app'
  | 'passkey'
  | 'password'
  | 'countersign'
  | 'certificate'
  | 'recovery_codes'
  | 'identity';

/** A sign-in method of the person (contract portal.md section 3). */
export interface SignInMethod {
  id: string;
  type: MethodType;
  name: string | null;
  destination?: string | null;
  created_at: string;
  last_used_at: string | null;
  level: number;
  status: 'active' | 'pending' | 'removal_pending';
  removable: boolean;
  /** Why it cannot be removed. */
  reason?: string | null;
}

/** A passkey that the browser has to make yet. */
interface PendingPasskey {
  id: string;
  challenge: { public_key: PublicKeyCredentialCreationOptionsJSON };
}

/** What a method has to show that it is removed by the person who has it. */
export type RemovalChallenge =
  | { type: 'code' | 'password' | 'none' }
  | { type: 'passkey'; public_key: PublicKeyCredentialRequestOptionsJSON };

export type RemovalProof =
  | Record<string, never>
  | { code: string }
  | { password: string }
  | { assertion: AuthenticationResponseJSON };

const base = '/self-service/v1/methods';

/** Another place where people sign in. */
export interface IdentityProvider {
  id: string;
  name: string;
  logo_uri?: string | null;
}

/** The methods of a person, and the providers that an account can be connected of. */
export interface OwnMethods {
  items: SignInMethod[];
  identity_providers: IdentityProvider[];
}

/** The contract has lists as pages; a person has few enough methods for one. */
export function readMethods(signal?: AbortSignal): Promise<OwnMethods> {
  return request('GET', base, signal ? { signal } : {});
}

/** Begins to connect an account at a provider. @returns where the browser goes. */
export async function connectAccount(provider: string): Promise<string> {
  const pending = await request<{ challenge: { redirect_to: string } }>('POST', base, {
    body: { type: 'identity', provider },
  });
  return pending.challenge.redirect_to;
}

export function renameMethod(id: string, name: string): Promise<SignInMethod> {
  return request('PATCH', addressOf(id), { body: { name } });
}

export function addPasskey(): Promise<PendingPasskey> {
  return request('POST', base, { body: { type: 'passkey' } });
}

export function verifyPasskey(id: string, attestation: RegistrationResponseJSON): Promise<SignInMethod> {
  return request('POST', `${addressOf(id)}/verify`, { body: { attestation } });
}

/** Begins to remove a method, which proves its own removal. */
export async function askRemoval(id: string): Promise<RemovalChallenge> {
  const { challenge } = await request<{ challenge: RemovalChallenge }>('DELETE', addressOf(id));
  return challenge;
}

export function proveRemoval(id: string, proof: RemovalProof): Promise<void> {
  return request('POST', `${addressOf(id)}/removal`, { body: proof });
}

/** Makes new recovery codes, which are in this answer alone. */
export async function makeRecoveryCodes(): Promise<string[]> {
  const { codes } = await request<{ codes: string[] }>('POST', `${base}/recovery-codes`);
  return codes;
}

function addressOf(id: string): string {
  return `${base}/${encodeURIComponent(id)}`;
}
