import type { GeolocationProvider } from '../../configuration/geolocation-service.ts';

/** The configured service, as far as finding a place needs to know it. */
export interface GeolocationTarget {
  provider: GeolocationProvider;
  url?: string | null;
  /** JSON object. */
  headers?: string | null;
  countryCodePointer: string;
  regionPointer: string;
  cityPointer: string;
  databaseFile?: string | null;
}

export interface LocateRequest {
  /** IPv4 or IPv6. */
  address: string;
  /** Network of the address: answers are cached by it. */
  block: string;
  /** Milliseconds in total. */
  timeoutMs: number;
}

/** Answer of a geolocation service, or the reason for none. */
export type LocateResult =
  | { status: 'located'; countryCode?: string; region?: string; city?: string }
  | { status: 'unknown' }
  /** `fault`: no answer at all, or one that is not what was agreed. `detail` is for events and never holds an address or a header. */
  | { status: 'failed'; fault: 'unavailable' | 'invalid_answer'; detail: string };

/** Locates IP addresses by the configured service. Implemented by the providers. */
export interface Geolocation {
  /** Never throws for a fault of the service, and answers in time. */
  locate(target: GeolocationTarget, request: LocateRequest): Promise<LocateResult>;
}
