import type { GeolocationService } from '../../../entities/configuration/geolocation-service.ts';

/** What a service said of an address, as it said it; or why it said nothing. */
export type LocateResult =
  | { status: 'located'; countryCode?: string; region?: string; city?: string }
  | { status: 'unknown' }
  /** `fault`: no answer at all, or one that is not what was agreed. `detail` is for events: it never holds the address. */
  | { status: 'failed'; fault: 'unavailable' | 'invalid_answer'; detail: string };

export interface LocateRequest {
  /** IPv4 or IPv6. */
  address: string;
  /** What the address is part of: answers are remembered by it. */
  block: string;
  /** Milliseconds for everything. */
  timeoutMs: number;
}

/** Finds where addresses are, by whatever is configured. Implemented by the providers. */
export interface Geolocation {
  /** Never throws for a fault of the service, and answers in time. */
  locate(service: GeolocationService, request: LocateRequest): Promise<LocateResult>;
}
