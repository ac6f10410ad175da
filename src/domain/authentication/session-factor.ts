import { levelOfSignIn, phishingResistantAcr, sessionFactor } from './levels.ts';
import type { ProvenFactor } from './levels.ts';
import { classOfAmr } from './mailbox.ts';

/** A browser's session, as far as a sign-in can build on it. */
export interface FormerSignIn {
  accountId: string;
  acr: string;
  amr: readonly string[];
  /** Names of the sign-in methods by which it was made. */
  methods: readonly string[];
  /** Epoch seconds. */
  authTime: number;
}

/** What a session is worth in a sign-in that asks for more: a factor that was proven when it began. */
export function factorOfSession({ acr, amr, methods, authTime }: FormerSignIn): ProvenFactor {
  const isPhishingResistant = acr === phishingResistantAcr;
  return {
    method: sessionFactor,
    level: levelOfSignIn({ acr, amr }) || 1,
    classes: [...new Set(amr.flatMap((value) => classOfAmr[value] ?? []))],
    amr: [...amr],
    sessionMethods: [...methods],
    isPhishingResistant,
    provenAt: new Date(authTime * 1000).toISOString(),
  };
}

/** Whether a session is new enough. @param maxAge seconds; null: any age. */
export function isFresh({ authTime }: FormerSignIn, maxAge: number | null, now: Date): boolean {
  return maxAge === null || now.getTime() / 1000 - authTime <= maxAge;
}
