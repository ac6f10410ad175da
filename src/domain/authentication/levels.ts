import { classesOf } from './mailbox.ts';

/** What kind of thing a factor proves: something known, something had, something one is (NIST 800-63B). */
export type FactorClass = 'know' | 'have' | 'are';

/** Levels of authentication (contract/authentication.md section 2). */
export const levels = [1, 2, 3, 4] as const;
export type Level = (typeof levels)[number];

const prefix = 'urn:countersign:acr:';
/** Asks for a factor that a phishing site cannot pass on (OpenID EAP ACR Values 1.0). */
export const phishingResistantAcr = 'phr';
/** Says that factors of more than one class were proven (RFC 8176). */
export const multiFactorAmr = 'mfa';

/** Every `acr` that can be asked for, lowest first. */
export const acrValues: readonly string[] = [...levels.map(acrOf), phishingResistantAcr];

export function acrOf(level: Level): string {
  return `${prefix}${level}`;
}

/** The level of an `acr` that was reached; 0: it is none. What resists phishing is a passkey or a certificate, level 2 at least. */
export function levelOfAcr(acr: string | null | undefined): Level | 0 {
  return acr === phishingResistantAcr ? 2 : (levels.find((level) => acrOf(level) === acr) ?? 0);
}

/**
 * The same of a sign-in, where it is known how it was made: what resists phishing is a passkey (`user`), level 3, or a certificate, level 4
 * where its key is on hardware.
 */
export function levelOfSignIn({ acr, amr }: { acr: string | null | undefined; amr: readonly string[] }): Level | 0 {
  if (acr !== phishingResistantAcr) return levelOfAcr(acr);
  if (amr.includes('user')) return 3;
  return amr.includes('hwk') ? 4 : 2;
}

/** Name of the factor that a session is, among those of sign-in methods. */
export const sessionFactor = 'session';

/** A factor that the person of a flow has proven, as it is kept with the flow. */
export interface ProvenFactor {
  /** Name of the sign-in method. */
  method: string;
  level: Level;
  classes: FactorClass[];
  /** Values of RFC 8176 and of the contract. */
  amr: string[];
  isPhishingResistant: boolean;
  /** RFC 3339. */
  provenAt: string;
  /** Id of the sign-in method of the account at an identity provider by which it was proven. */
  identity?: string;
  /** Of a session: names of the sign-in methods by which it was made. */
  sessionMethods?: string[];
}

/** What a flow has to reach. */
export interface Requirement {
  level: Level;
  /** Factors of different classes. */
  factors: 1 | 2;
  /** Seconds that the authentication may be old; null: any age. */
  maxAge: number | null;
  isPhishingResistant: boolean;
}

/** What the factors of a flow come to. */
export interface Achieved {
  /** 0: nothing is proven. */
  level: Level | 0;
  amr: string[];
  classes: FactorClass[];
  isPhishingResistant: boolean;
  /** RFC 3339: when the person signed in. */
  authTime: string | null;
}

/**
 * Two factors of two classes are level 2, whatever each of them is alone, unless both rest on a mailbox; the highest level of a factor counts. The person signed in when
 * they proved the last factor, or else when the session began without which it would be less: a new factor makes an old one no newer.
 */
export function achievedBy(factors: readonly ProvenFactor[]): Achieved {
  const all = strengthOf(factors);
  const anew = factors.filter(({ method }) => method !== sessionFactor);
  const own = strengthOf(anew);
  const isWithoutSession =
    own.level === all.level &&
    own.classes.length > 1 === all.classes.length > 1 &&
    own.isPhishingResistant === all.isPhishingResistant;
  const times = (isWithoutSession ? anew : factors).map(({ provenAt }) => provenAt).toSorted();
  return { ...all, authTime: (isWithoutSession ? times.at(-1) : times[0]) ?? null };
}

function strengthOf(factors: readonly ProvenFactor[]): Omit<Achieved, 'authTime'> {
  const classes = classesOf(factors);
  const isMultiFactor = classes.length > 1;
  const highest = factors.reduce<Level | 0>((level, factor) => (factor.level > level ? factor.level : level), 0);
  const level = isMultiFactor && highest < 2 ? 2 : highest;
  const amr = [...new Set([...factors.flatMap((factor) => factor.amr), ...(isMultiFactor ? [multiFactorAmr] : [])])];
  return {
    level,
    amr,
    classes,
    isPhishingResistant: factors.some((factor) => factor.isPhishingResistant),
  };
}

/** Whether that is enough. */
export function isEnough(required: Requirement, achieved: Achieved): boolean {
  return (
    achieved.level >= required.level &&
    achieved.classes.length >= required.factors &&
    (achieved.isPhishingResistant || !required.isPhishingResistant)
  );
}

/** The `acr` of what was achieved. */
export function acrAchieved({ level, isPhishingResistant }: Achieved, required: Requirement): string | null {
  if (level === 0) return null;
  return required.isPhishingResistant && isPhishingResistant ? phishingResistantAcr : acrOf(level);
}

/**
 * What `acr_values` ask for: the first value that is known, as the lowest acceptable one comes first.
 * @param values separated by spaces. Unknown ones are passed over.
 */
export function requirementOfAcr(values: string | undefined): Pick<Requirement, 'level' | 'isPhishingResistant'> {
  const known = (values ?? '').split(' ').find((value) => acrValues.includes(value));
  if (known === phishingResistantAcr) return { level: 1, isPhishingResistant: true };
  const level = levels.find((one) => acrOf(one) === known);
  return { level: level ?? 1, isPhishingResistant: false };
}

/** The strictest of several requirements. */
export function strictestOf(requirements: readonly Partial<Requirement>[]): Requirement {
  const ages = requirements.flatMap(({ maxAge }) => (maxAge === null || maxAge === undefined ? [] : [maxAge]));
  const highest = (values: readonly number[]) => Math.max(1, ...values);
  return {
    level: highest(requirements.map(({ level }) => level ?? 1)) as Level,
    factors: highest(requirements.map(({ factors }) => factors ?? 1)) as 1 | 2,
    maxAge: ages.length > 0 ? Math.min(...ages) : null,
    isPhishingResistant: requirements.some(({ isPhishingResistant }) => isPhishingResistant),
  };
}
