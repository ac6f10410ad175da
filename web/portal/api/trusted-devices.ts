import { request } from './request.ts';

/** A browser that the person trusts: it stands in for the second factor. */
export interface TrustedDevice {
  id: string;
  user_agent: string | null;
  /** Where it was when it became trusted. */
  ip_address: string | null;
  created_at: string;
  last_used_at: string | null;
  expires_at: string;
  /** Whether it is the one that asks. */
  current: boolean;
}

const base = '/self-service/v1/trusted-devices';

/** Newest first; there are few enough for one page. */
export async function readTrustedDevices(signal: AbortSignal): Promise<TrustedDevice[]> {
  const { items } = await request<{ items: TrustedDevice[] }>('GET', base, { signal });
  return items;
}

/** In all: each browser is a new one then, also those that were never trusted. */
export function endAllTrust(): Promise<void> {
  return request('DELETE', base);
}

/** One that is gone already changes nothing. */
export function endTrust(id: string): Promise<void> {
  return request('DELETE', `${base}/${encodeURIComponent(id)}`);
}
