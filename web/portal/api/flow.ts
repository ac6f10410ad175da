import type { AuthenticationResponseJSON, PublicKeyCredentialRequestOptionsJSON } from '@simplewebauthn/browser';
import { request } from './request.ts';

export type AuthMethod =
  | 'password'
  | 'email'
  | 'sms'
  | 'whatsapp'
  | 'passkey'
  | 'authenticator_app'
  | 'countersign'
  | 'certificate'
  | 'recovery_code'
  | 'sso'
  | 'action_token';

export interface OtpChallenge {
  type: 'otp';
  challenge_id: string;
  channel: 'email' | 'sms' | 'whatsapp';
  destination: string;
  code_length: number;
  attempts_left: number;
  resends_left: number;
  resend_after: string;
  expires_at: string;
}

export interface ApprovalChallenge {
  type: 'approval';
  /** To be typed into the phone. */
  verification_code?: string | null;
  device?: { name: string; platform: string } | null;
  /** Opens the app, which shows the question. */
  app_link?: string;
  /** A QR code of that link. */
  qr_svg?: string;
  expires_at: string;
}

export interface PasskeyChallenge {
  type: 'passkey';
  public_key: PublicKeyCredentialRequestOptionsJSON;
}

export interface PasswordChangeChallenge {
  type: 'password_change';
}

/** The person is at an identity provider, or came back without having used it. */
export interface SsoChallenge {
  type: 'sso';
  provider: string;
}

export type Challenge = OtpChallenge | ApprovalChallenge | PasskeyChallenge | PasswordChangeChallenge | SsoChallenge;

export type FlowStatus =
  | 'pending'
  | 'challenge_sent'
  | 'approval_pending'
  | 'authenticated'
  | 'completed'
  | 'cancelled'
  | 'expired'
  | 'failed';

export interface Client {
  client_id: string;
  name: string;
  logo_uri?: string | null;
  policy_uri?: string | null;
  tos_uri?: string | null;
}

/** A sign-in in progress (flow API, contract section 1). */
export interface Flow {
  session_id: string;
  status: FlowStatus;
  expires_at: string;
  locale: string;
  client: Client;
  required: { level: number; acr: string | null; factors: number; max_age: number | null };
  achieved: { level: number; acr: string | null; amr: string[]; auth_time: string | number | null };
  methods: { auth_method: AuthMethod }[];
  identity_providers: { id: string; name: string; logo_uri?: string | null }[];
  /** Days that this browser can be trusted for; 0: it cannot. */
  trusted_device_days: number;
  /** Null until a factor is proven. */
  user: { display: string } | null;
  /** The account of this browser that the person chose; not proven yet. */
  account: { display: string } | null;
  challenge: Challenge | null;
  registration_enabled: boolean;
  recovery_enabled: boolean;
  /** Where the browser has to go on: an identity provider, or the site after a cancellation. */
  redirect_to?: string | null;
}

export type Credentials =
  | Record<string, never>
  | { identifier: string; password: string }
  | { password: string }
  | { new_password: string }
  | { email: string }
  | { phone_number: string }
  | { code: string }
  | { provider: string }
  | { assertion: AuthenticationResponseJSON }
  | { token: string; code?: string };

const base = '/authentication';

/** Seconds that a question for news stays open. */
const waitSeconds = 20;

/** Begins the sign-in that the authorization server asks for. */
export function startFlow(interaction: string): Promise<Flow> {
  return request('POST', `${base}/start`, { body: { interaction } });
}

export function readFlow(sessionId: string, signal?: AbortSignal): Promise<Flow> {
  return request('GET', `${base}/status`, { query: { session_id: sessionId }, ...(signal && { signal }) });
}

/** Answers as soon as the flow changes, or after some seconds without a change. */
export function awaitChange(sessionId: string, signal: AbortSignal): Promise<Flow> {
  return request('GET', `${base}/status`, {
    query: { session_id: sessionId, wait: String(waitSeconds) },
    signal,
    timeoutMs: (waitSeconds + 15) * 1000,
  });
}

export function authenticate(sessionId: string, method: AuthMethod, credentials: Credentials): Promise<Flow> {
  return request('POST', `${base}/authenticate`, {
    body: { session_id: sessionId, auth_method: method, credentials },
  });
}

export function verifyOtp(sessionId: string, otp: string, challengeId: string): Promise<Flow> {
  return request('POST', `${base}/verify-otp`, { body: { session_id: sessionId, otp, challenge_id: challengeId } });
}

export function resend(sessionId: string): Promise<Flow> {
  return request('POST', `${base}/resend`, { body: { session_id: sessionId } });
}

/** Ends a sign-in that the person does not want. `redirect_to` leads back to the site, where it still waits. */
export function cancel(sessionId: string): Promise<Flow> {
  return request('POST', `${base}/cancel`, { body: { session_id: sessionId } });
}

/** What a person chooses while they sign in. */
export interface Choices {
  /** Whether the session outlives the browser. */
  remember: boolean;
  /** Whether this browser is to stand in for the second factor from now on. */
  trust: boolean;
}

const noChoices: Choices = { remember: false, trust: false };

/** Ends a sign-in in which enough was proven. */
export function complete(sessionId: string, { remember, trust } = noChoices): Promise<{ redirect_to: string }> {
  return request('POST', `${base}/complete`, { body: { session_id: sessionId, remember, trust_device: trust } });
}
