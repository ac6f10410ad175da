import type { ConsentAnswer, ConsentClaim, ConsentScope } from './consent.ts';
import { request } from './request.ts';

/** What the person lets a site know and do. */
export interface OwnConsent {
  id: string;
  client_id: string;
  name: string;
  scopes: ConsentScope[];
  claims: ConsentClaim[];
  remember: boolean;
  /** Whether the site keeps an answer for later sign-ins. */
  remember_offered: boolean;
  granted_at: string;
  expires_at: string | null;
  last_used_at: string | null;
}

/** One decision about it. */
export interface ConsentDecision {
  id: string;
  event: 'granted' | 'changed' | 'refused' | 'withdrawn' | 'expired' | 'revoked_by_operator';
  at: string;
  name: string;
  by: 'you' | 'site' | 'operator' | 'system';
}

export interface DecisionPage {
  items: ConsentDecision[];
  next_cursor: string | null;
}

const base = '/self-service/v1/consents';
const history = '/self-service/v1/consent-history';

/** Newest first; there are few enough for one page. */
export async function readConsents(signal: AbortSignal): Promise<OwnConsent[]> {
  return (await request<{ items: OwnConsent[] }>('GET', base, { signal })).items;
}

export function changeConsent(id: string, answer: ConsentAnswer): Promise<OwnConsent> {
  return request('PUT', `${base}/${encodeURIComponent(id)}`, { body: answer });
}

/** One that is gone already changes nothing. */
export function withdrawConsent(id: string): Promise<void> {
  return request('DELETE', `${base}/${encodeURIComponent(id)}`);
}

/** Newest first. */
export function readDecisions(cursor: string | undefined, signal?: AbortSignal): Promise<DecisionPage> {
  return request('GET', history, { query: { limit: '10', cursor }, ...(signal && { signal }) });
}

/** A receipt, with the same signed. */
export function readReceipt(id: string): Promise<object> {
  return request('GET', `${history}/${encodeURIComponent(id)}/receipt`);
}
