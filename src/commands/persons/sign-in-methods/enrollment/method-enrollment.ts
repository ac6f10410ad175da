import type { RegistrationResponseJSON } from '@simplewebauthn/server';
import type { RelyingParty } from '../../../../domain/persons/sign-in-methods/passkey/relying-party.ts';
import type { CommandDeps } from '../../../command-deps.ts';

/** What adding a sign-in method needs. */
export interface EnrollmentDeps extends Pick<CommandDeps, 'em' | 'clock' | 'random' | 'keyring'> {
  relyingParty: RelyingParty;
}

/** Whom a method is added for, as apps and browsers show them. */
export interface MethodOwner {
  personId: string;
  /** What they sign in as. */
  account: string;
  displayName: string;
}

/** What proves that a method works. */
export type MethodProof = { code: string } | { attestation: RegistrationResponseJSON };

/** A method that was proven to work. */
export interface VerifiedMethod {
  /** What it is checked with from now on. */
  secret: string;
  lookupHash?: Buffer;
  counter: number;
  /** What it is called where the person gave no name. */
  name?: string;
}

/** How a type of sign-in method is added: one file a type. */
export interface MethodEnrollment {
  /** @returns what the row keeps, sealed, and what the person is shown once. */
  begin(deps: EnrollmentDeps, owner: MethodOwner): Promise<{ secret: string; shown: Record<string, unknown> }>;
  /** @param secret of {@link begin}. @returns undefined for what proves nothing. */
  verify(deps: EnrollmentDeps, secret: string, proof: MethodProof): Promise<VerifiedMethod | undefined>;
}
