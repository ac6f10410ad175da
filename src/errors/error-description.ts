/** One refusal: its stable code, the code on the wire where the contract has one, and what a caller is told. */
export interface ErrorDescription {
  code: string;
  /** `error_code` of the website API (contract/mobile-authentication.md section 4). */
  wireCode?: string;
  /** `error` of the website API, where the published contract has another word than `code`. */
  wireError?: string;
  /** `error_code` of the Persons API, where the published contract has one (contract/idp.md section 2). */
  personCode?: number;
  httpStatus: number;
  /** Public text. */
  message: string;
  surfaces: readonly Surface[];
  /** When it happens and what to do, for docs/errors.md. */
  description: string;
}

/** What the codes begin with that no published contract has. */
const ownCodes = 9000;

/** `error_code` of the Persons API: the published one, else 9000 and the HTTP status. */
export function personCodeOf({ personCode, httpStatus }: Pick<ErrorDescription, 'personCode' | 'httpStatus'>): number {
  return personCode ?? ownCodes + httpStatus;
}

export type Surface =
  | 'website'
  | 'end-user'
  | 'devices'
  | 'events'
  | 'introspection'
  | 'configuration'
  | 'persons'
  | 'authentication'
  | 'admin'
  | 'self-service'
  | 'app'
  | 'providers'
  | 'operations'
  | 'health'
  | 'reference';
