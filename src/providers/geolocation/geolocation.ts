/** The configured service, as far as adapters need to know it. */
export interface GeolocationTarget {
  provider: 'HTTP' | 'DATABASE';
  url?: string | null;
  /** JSON object. */
  headers?: string | null;
  countryCodePointer: string;
  regionPointer: string;
  cityPointer: string;
  databaseFile?: string | null;
}

/** What is said of an address, as it is said. `unavailable`: no answer; `invalid_answer`: not what was agreed. */
export type LocateResult =
  | { status: 'located'; countryCode?: string; region?: string; city?: string }
  | { status: 'unknown' }
  | { status: 'failed'; fault: 'unavailable' | 'invalid_answer'; detail: string };

export interface LocateRequest {
  address: string;
  /** What the address is part of: answers are remembered by it. */
  block: string;
  /** Milliseconds for everything. */
  timeoutMs: number;
}

/** One way to find places, made for one configuration. */
export interface GeolocationClient {
  locate(request: LocateRequest): Promise<LocateResult>;
  /** Forgets what it remembers. Nobody uses it any more. */
  close(): Promise<void>;
}

/** The answer when nothing was said. `detail` is for events and never holds an address or a header. */
export function failed(fault: 'unavailable' | 'invalid_answer', detail: string): LocateResult {
  return { status: 'failed', fault, detail };
}
