import type { Context } from 'koa';
import type { InteractionResults } from 'oidc-provider';

/** A sign-in that was proven: who, how and when. */
export interface SignIn {
  accountId: string;
  acr: string;
  amr: readonly string[];
  /** Names of the sign-in methods, those of a session that it builds on among them. */
  methods: readonly string[];
  /** Epoch seconds. */
  authTime: number;
  /** Epoch seconds: when the flow began; undefined: no flow proved it. What was proven since then is new. */
  startedAt?: number;
  /** Whether the session outlives the browser's. */
  remember?: boolean;
  /** Id of the sign-in method of the account at an identity provider, if one was used. */
  identity?: string;
  /** Public handle of the session that proved a part of it: it counts in that session alone, while it is alive. */
  builtOn?: string;
  /** The page named who is signed in: another person's session in the browser ends. */
  endsOthers?: boolean;
}

/** Whether the session that a sign-in builds on, if any, is the one of the browser: one that ended since proves nothing any more. */
export function isOfSession(
  { accountId, builtOn }: SignIn,
  session: { accountId: string; uid: string } | undefined,
): boolean {
  return builtOn === undefined || (session?.uid === builtOn && session.accountId === accountId);
}

/** A sign-in as the result of an interaction. */
export function loginOf(signIn: SignIn): NonNullable<InteractionResults['login']> {
  const { accountId, acr, amr, methods, authTime: ts, remember = false, identity } = signIn;
  return { accountId, acr, amr: [...amr], methods: [...methods], ts, remember, ...(identity && { identity }) };
}

/** What an authorization request has to share with the flow that was completed for it. */
export interface FlowRequest {
  clientId: string;
  redirectUri: string;
  codeChallenge: string;
}

/** Sign-in flows that a site drove itself and that wait in their cookie for the browser (contract/authentication.md section 3, order B). */
export interface CompletedFlows {
  /** Takes the completed flow of this browser that was started for the same request, and uses it up. */
  take(ctx: Context, request: FlowRequest): Promise<SignIn | undefined>;
}

/** Until flows can be driven by sites: none waits. */
export const noCompletedFlows: CompletedFlows = { take: async () => undefined };
