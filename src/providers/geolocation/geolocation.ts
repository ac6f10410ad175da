import type { LocateRequest, LocateResult } from '../../domain/mobile-authentication/context/geolocation.ts';

/** Client of one geolocation configuration. */
export interface GeolocationClient {
  locate(request: LocateRequest): Promise<LocateResult>;
  /** Drops its cache. Call it once, after the last request. */
  close(): Promise<void>;
}

/** The answer without a result. `detail` is for events and never holds an address or a header. */
export function failed(fault: 'unavailable' | 'invalid_answer', detail: string): LocateResult {
  return { status: 'failed', fault, detail };
}
