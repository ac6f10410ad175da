import type { ConsentClaim } from '../api/consent.ts';

export type Kind = 'scope' | 'claim';

/** Name of a box. */
export const keyOf = (kind: Kind, name: string): string => `${kind} ${name}`;

/** What is ticked after a change of one box. The claims of a scope go with it, and a claim brings its scope. */
export function tickBox(
  ticked: ReadonlySet<string>,
  { key, on }: { key: string; on: boolean },
  claims: readonly Pick<ConsentClaim, 'name' | 'scope'>[],
): Set<string> {
  const ofScope = claims.filter(({ scope }) => keyOf('scope', scope) === key).map(({ name }) => keyOf('claim', name));
  const ofClaim = claims.filter(({ name }) => keyOf('claim', name) === key).map(({ scope }) => keyOf('scope', scope));
  if (on) return new Set([...ticked, key, ...ofScope, ...ofClaim]);
  const gone = new Set([key, ...ofScope]);
  return new Set([...ticked].filter((one) => !gone.has(one)));
}
