import type { ConsentLanguage } from './consent-texts.ts';

/** A text in each language that people are asked in. */
export type Motivation = Record<ConsentLanguage, string>;

/** What a client says of a scope or a claim that it asks people for. */
export interface ConsentItem {
  kind: 'scope' | 'claim';
  name: string;
  /** People go on only with it. */
  required: boolean;
  /** Why it is asked for. */
  motivation: Motivation | null;
}

/** What a client says of one scope or claim; undefined when it says nothing. */
export function findItem(
  items: readonly ConsentItem[],
  kind: ConsentItem['kind'],
  wanted: string,
): ConsentItem | undefined {
  return items.find((item) => item.kind === kind && item.name === wanted);
}

/** Whether a sign-in goes on only with a scope: without `openid` a site does not get to know who has signed in. */
export function isRequiredScope(
  items: readonly ConsentItem[],
  { resource, name }: { resource: string | null; name: string },
): boolean {
  return (resource === null && name === 'openid') || findItem(items, 'scope', name)?.required === true;
}

/** Whether it goes on only with a claim, where the claim is asked for. */
export function isRequiredClaim(items: readonly ConsentItem[], name: string): boolean {
  return findItem(items, 'claim', name)?.required === true;
}
