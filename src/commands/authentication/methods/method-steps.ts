import type { X509Certificate } from 'node:crypto';
import type { FactorClass, Level } from '../../../domain/authentication/levels.ts';
import type { AuthenticationChallenge } from '../../../entities/authentication/authentication-challenge.ts';
import type { AuthenticationFlow } from '../../../entities/authentication/authentication-flow.ts';
import type { ErrorCode } from '../../../errors/error-catalogue.ts';
import type { RequestOrigin } from '../../events/request-origin.ts';
import type { FlowDeps } from '../flow/flow-deps.ts';

/** What a person sends to prove themselves by a method. */
export interface Attempt<Credentials> {
  flow: AuthenticationFlow;
  /** The open challenge of this method in this flow: what is sent answers it, or takes its place. */
  challenge: AuthenticationChallenge | undefined;
  credentials: Credentials;
  /** What the browser keeps of the person who signed in with it before; `knownDeviceOf` says whether it vouches for one. */
  device: string | undefined;
  /** What the browser keeps that asked for a link. */
  link?: string | undefined;
  /** The certificate of the TLS connection of the browser. */
  certificate?: X509Certificate | undefined;
  origin: RequestOrigin;
}

/** A factor that was proven. What is left out is as the rules of the method have it. */
export interface Proven {
  personId: string;
  level?: Level;
  classes?: FactorClass[];
  amr?: string[];
  isPhishingResistant?: boolean;
  /** When; left out: now. */
  provenAt?: Date;
  /** Id of the sign-in method of the account at an identity provider by which it was proven. */
  identity?: string;
}

/** A challenge that is to be opened in the flow; the one before it is void. */
export interface NewChallenge {
  /** A UUID. */
  id: string;
  on: 'challenge sent' | 'approval asked for';
  /** Null: the address is no person's, so that nothing answers it. */
  personId: string | null;
  subjectId?: string;
  destination?: string;
  country?: string | null;
  /** JSON; stored encrypted. */
  content?: unknown;
  resendAfter?: Date;
  expiresAt: Date;
  /** What is written with it, in its transaction. */
  write?: () => Promise<void>;
  /** What is begun once it is written. Where that fails the challenge is withdrawn. */
  send?: () => Promise<void>;
  /** Takes back what `begin` wrote for it, where it cannot be opened any more. */
  withdraw?: () => Promise<void>;
}

/** A proof that is none. Recorded, and answered with the code. */
export interface RefusedProof {
  code: ErrorCode;
  /** Whose it would have been, for the event. */
  personId?: string | undefined;
  extra?: Record<string, unknown>;
}

/** A person who may not sign in here, seen before anything was used up for them. */
export interface DeniedPerson {
  personId: string;
  detail: 'user_not_active' | 'policy';
}

/** What became of something that runs elsewhere. */
export type SettledChallenge = { proven: Proven } | { ended: 'refused or expired' | 'reported' } | SentElsewhere;

/** A code that was sent instead of an approval that could not be asked for: it is typed into the page. */
export interface SentElsewhere {
  sent: { destination: string; content: unknown; resendAfter: Date };
}

/** `kept`: JSON, stored encrypted with the challenge that was answered, until the flow has proven enough; see `writeKept`. */
export type MethodResult =
  | { proven: Proven; kept?: unknown }
  | { challenge: NewChallenge }
  | { refused: RefusedProof }
  | { denied: DeniedPerson };

/** A code that is sent once more. */
export interface Resend {
  write: () => Promise<void>;
  send: () => Promise<void>;
}

/**
 * The steps of a sign-in method, which the flow takes. What is unknown and what is wrong has the same answer after the same work. Other
 * refusals are thrown.
 */
export interface MethodSteps<Credentials> {
  /** Proves a factor at once, opens a challenge, or refuses. Called without a lock: what it looks at may change meanwhile. */
  begin(deps: FlowDeps, attempt: Attempt<Credentials>): Promise<MethodResult>;
  /** Whether what was typed answers the challenge. Called under the lock of the flow, after the try was counted: it only compares. */
  verify?(deps: FlowDeps, challenge: AuthenticationChallenge, typed: string): boolean;
  /** The same for a code that is compared elsewhere. */
  elsewhere?: {
    /** How often it may be typed. */
    tries(challenge: AuthenticationChallenge): number;
    /** Whether it is right; there the try is counted first. Called without a lock; of racing right ones one wins. */
    verify(
      deps: FlowDeps,
      attempt: { flow: AuthenticationFlow; challenge: AuthenticationChallenge; typed: string; origin: RequestOrigin },
    ): Promise<boolean>;
  };
  /**
   * Writes what an answer to a challenge had kept, in the transaction in which the flow has proven enough.
   * @param from `sessionId`: public handle of the session of the browser.
   */
  writeKept?(
    deps: FlowDeps,
    challenge: AuthenticationChallenge,
    from: { sessionId: string | undefined; origin: RequestOrigin },
  ): Promise<void>;
  /** Sends the code of a challenge again. Called without a lock, before it is counted. */
  resend?(
    deps: FlowDeps,
    attempt: Omit<Attempt<unknown>, 'credentials' | 'challenge'> & { challenge: AuthenticationChallenge },
  ): Promise<Resend>;
  /** What is shown of an open challenge: its type, and what its type has. */
  show?(deps: FlowDeps, challenge: AuthenticationChallenge): { type: string } & Record<string, unknown>;
  /** What became of what the challenge waits for elsewhere, its subject; undefined: it still runs. */
  settle?(deps: FlowDeps, challenge: AuthenticationChallenge): Promise<SettledChallenge | undefined>;
  /** Ends what a challenge began elsewhere, once another one took its place or the flow has ended. May fail: nothing depends on it. */
  abandon?(deps: FlowDeps, challenge: AuthenticationChallenge): Promise<void>;
  /** Whether the installation has what it needs, so that a flow may offer it before its person is known. Left out: always. */
  isAvailable?(deps: FlowDeps): Promise<boolean>;
  /** Whether the person can use it. Asked in the transaction of the flow. */
  isSetUp(deps: FlowDeps, personId: string): Promise<boolean>;
}
