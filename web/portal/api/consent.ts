import type { Client } from './flow.ts';
import { request } from './request.ts';

export interface ConsentScope {
  name: string;
  description: string | null;
  /** Why the site asks for it. */
  motivation?: string | null;
  required: boolean;
  granted: boolean;
}

export interface ConsentClaim {
  name: string;
  /** The scope that it comes with. */
  scope: string;
  description?: string | null;
  /** Why the site asks for it. */
  motivation?: string | null;
  required: boolean;
  granted: boolean;
}

/** Something in particular that a site wants to do, with its values. */
export interface ConsentDetail {
  type: string;
  description: string | null;
  resource: string;
  fields: { label: string; value: string }[];
}

/** What a site asks of a person (contract portal.md section 4). */
export interface ConsentQuestion {
  client: Client;
  /** Why the site asks, in its own words. */
  motivation?: string | null;
  scopes: ConsentScope[];
  claims: ConsentClaim[];
  authorization_details: ConsentDetail[];
  remember_offered: boolean;
  text_version: string | null;
}

export interface ConsentAnswer {
  scopes: string[];
  claims: string[];
  remember: boolean;
}

const path = '/authentication/consent';

export function readConsent(sessionId: string): Promise<ConsentQuestion> {
  return request('GET', path, { query: { session_id: sessionId } });
}

export function answerConsent(sessionId: string, answer: ConsentAnswer): Promise<{ redirect_to: string }> {
  return request('POST', path, { body: { session_id: sessionId, ...answer } });
}

/** Allows nothing; the site is told so. */
export function denyConsent(sessionId: string): Promise<{ redirect_to: string }> {
  return request('POST', path, { body: { session_id: sessionId, denied: true } });
}
