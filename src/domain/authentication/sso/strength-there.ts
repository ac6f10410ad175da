import type { ProvidedAccount } from '../../configuration/identity-providers/identity-provider-client.ts';
import type { FactorClass, Level } from '../levels.ts';
import { classOfAmr } from '../mailbox.ts';
import { sso } from '../methods/sso.ts';

/** What a provider is believed of. */
export interface ProviderTrust {
  /** Levels that values of `acr` stand for. */
  acr: Readonly<Record<string, number>>;
  trustsAmr: boolean;
  trustsAuthTime: boolean;
}

/** Ways of signing in that count when they were used elsewhere. A mailbox is none: it is what such an account rests on anyway. */
const believed = Object.keys(classOfAmr).filter((value) => value !== 'fed' && value !== 'email');

/**
 * What a sign-in at a provider is worth: as its `acr` is mapped, and by the ways that it tells, where the operator believes them. It never
 * resists phishing, as we cannot know.
 */
export function strengthThere(
  { acr: levels, trustsAmr, trustsAuthTime }: ProviderTrust,
  account: Pick<ProvidedAccount, 'acr' | 'amr' | 'signedInAt'>,
  { now, isAskedAnew }: { now: Date; isAskedAnew: boolean },
): { level: Level; classes: FactorClass[]; amr: string[]; provenAt: Date } {
  const { acr, signedInAt } = account;
  const level = acr !== undefined && Object.hasOwn(levels, acr) ? (levels[acr] as Level) : sso.level;
  const ways = trustsAmr ? account.amr.filter((value) => believed.includes(value)) : [];
  const told = ways.flatMap((value) => classOfAmr[value] ?? []);
  const mapped: FactorClass[] = level > 1 ? ['know', 'have'] : ['know'];
  // What had to be new was checked; a clock that is ahead makes no sign-in of the future.
  const isOlder = trustsAuthTime && !isAskedAnew && signedInAt !== undefined && signedInAt * 1000 < now.getTime();
  return {
    level,
    classes: [...new Set([...mapped, ...told])],
    amr: [...new Set([...sso.amr, ...ways])],
    provenAt: isOlder ? new Date(signedInAt * 1000) : now,
  };
}

/** The values of `acr` that a provider is asked for where a sign-in has to reach a level, the lowest that does first; none at level 1. */
export function acrValuesThere({ acr: levels }: Pick<ProviderTrust, 'acr'>, level: Level): string[] {
  if (level <= sso.level) return [];
  const enough = Object.entries(levels).filter(([, reached]) => reached >= level);
  return enough.toSorted(([, one], [, other]) => one - other).map(([value]) => value);
}
