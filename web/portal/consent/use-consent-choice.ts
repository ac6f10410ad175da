import { useState } from 'react';
import type { ConsentAnswer, ConsentQuestion } from '../api/consent.ts';
import { keyOf, tickBox, type Kind } from './ticked.ts';

/** What is ticked. `read` returns the answer, or marks that something needed is not ticked. */
export function useConsentChoice({ scopes, claims }: Pick<ConsentQuestion, 'scopes' | 'claims'>) {
  const [ticked, setTicked] = useState(() => new Set([...keysOf('scope', scopes), ...keysOf('claim', claims)]));
  const [isMissing, setMissing] = useState(false);
  const lists = { scope: scopes, claim: claims };
  const tick = (key: string, on: boolean) => setTicked((last) => tickBox(last, { key, on }, claims));
  const chosen = (kind: Kind) => lists[kind].flatMap(({ name }) => (ticked.has(keyOf(kind, name)) ? [name] : []));
  const lacks = (kind: Kind) => lists[kind].some(({ name, required }) => required && !ticked.has(keyOf(kind, name)));
  const read = (): Omit<ConsentAnswer, 'remember'> | undefined => {
    const isIncomplete = lacks('scope') || lacks('claim');
    setMissing(isIncomplete);
    return isIncomplete ? undefined : { scopes: chosen('scope'), claims: chosen('claim') };
  };
  return { ticked, tick, isMissing, read };
}

/** Earlier choices are set; what was never asked stays unticked. */
function keysOf(kind: Kind, items: readonly { name: string; granted: boolean }[]): string[] {
  return items.flatMap(({ name, granted }) => (granted ? [keyOf(kind, name)] : []));
}
