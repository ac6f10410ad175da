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
  /** Whether an address or number is the one that is used first. */
  primary: boolean;
  created_at: string;
  last_used_at: string | null;
  level: number;
  status: 'active' | 'pending' | 'removal_pending';
  removable: boolean;
  /** Why it cannot be removed. */
  reason?: string | null;
  /** End of what is pending, or when its removal is due. */
  due_at?: string | null;
}

export type ContactType = 'email' | 'phone';

/** An app that has to prove that it works. */
export interface PendingApp {
  id: string;
  challenge: { secret: string; otpauth_uri: string; qr_svg: string };
}

/** An address or a number to which a code is on its way. */
export interface PendingContact {
  id: string;
  challenge: { channel: string; destination: string; code_length: number };
}

/** A phone that has to be connected with a code. */
export interface PendingPhone {
  id: string;
  expires_at: string;
  challenge: { enrollment_code: string; app_link: string | null; qr_svg: string };
}

/** A passkey that the browser has to make yet. */
interface PendingPasskey {
  id: string;
  challenge: { public_key: PublicKeyCredentialCreationOptionsJSON };
}

/** What a method has to show that it is removed by the person who has it. */
export type RemovalChallenge =
  | { type: 'code'; destination?: string }
  | { type: 'password' | 'none' }
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

/** The passkeys that sign in. */
export interface AcceptedPasskeys {
  rp_id: string;
  user_id: string;
  credential_ids: string[];
}

/** The methods of a person, and the providers that an account can be connected of. */
export interface OwnMethods {
  items: SignInMethod[];
  identity_providers: IdentityProvider[];
  passkeys: AcceptedPasskeys;
  /** Whether a phone can be connected. */
  phone_addable: boolean;
  /** Whether certificates sign in here. */
  takes_certificates: boolean;
}

/** The contract has lists as pages; a person has few enough methods for one. */
export function readMethods(signal?: AbortSignal): Promise<OwnMethods> {
  return request('GET', base, signal ? { signal } : {});
}

/** One of them, or a phone that is still to be connected. @throws Problem `method_unknown` once its code is used or too old. */
export function readMethod(id: string, signal: AbortSignal): Promise<SignInMethod> {
  return request('GET', addressOf(id), { signal });
}

/** Makes a code that connects a phone. */
export function addPhone(): Promise<PendingPhone> {
  return request('POST', base, { body: { type: 'countersign' } });
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

/** Has an address or number used first. */
export function makePrimary(id: string): Promise<SignInMethod> {
  return request('POST', `${addressOf(id)}/primary`);
}

export function addPasskey(): Promise<PendingPasskey> {
  return request('POST', base, { body: { type: 'passkey' } });
}

export function verifyPasskey(id: string, attestation: RegistrationResponseJSON): Promise<SignInMethod> {
  return request('POST', `${addressOf(id)}/verify`, { body: { attestation } });
}

/** Begins to add an app. @param replaces id of the one whose place it takes. */
export function addApp(replaces?: string): Promise<PendingApp> {
  if (replaces !== undefined) return request('POST', `${addressOf(replaces)}/replacement`, { body: {} });
  return request('POST', base, { body: { type: 'authenticator_app' } });
}

/** Sends a code to an address or a number. @param replaces id of the one whose place it takes. */
export function addContact(type: ContactType, destination: string, replaces?: string): Promise<PendingContact> {
  const contact = type === 'email' ? { email: destination } : { phone_number: destination };
  if (replaces !== undefined) return request('POST', `${addressOf(replaces)}/replacement`, { body: contact });
  return request('POST', base, { body: { type, ...contact } });
}

export function verifyCode(id: string, code: string): Promise<SignInMethod> {
  return request('POST', `${addressOf(id)}/verify`, { body: { code } });
}

/** Has a method removed after a day that the person has lost. */
export function reportLost(id: string): Promise<void> {
  return request('DELETE', addressOf(id), { query: { lost: 'true' } });
}

/** Takes that back. */
export function keepMethod(id: string): Promise<void> {
  return request('DELETE', `${addressOf(id)}/removal`);
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

/** Undoes a change by what the link of its mail carries. */
export function undoChange(token: string): Promise<void> {
  return request('POST', '/authentication/undo-change', { body: { token } });
}
