/** One refusal: its stable code, the code on the wire where the contract has one, and what a caller is told. */
export interface ErrorDescription {
  code: string;
  /** `error_code` of the website API (contract/mobile-authentication.md section 4). */
  wireCode?: string;
  httpStatus: number;
  /** Public text. */
  message: string;
  surfaces: readonly Surface[];
  /** When it happens and what to do, for docs/errors.md. */
  description: string;
}

export type Surface = 'website' | 'end-user' | 'devices' | 'events' | 'introspection' | 'configuration' | 'admin' | 'app' | 'providers' | 'operations' | 'health' | 'reference';
