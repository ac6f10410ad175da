/** What a type falls back to. */
export interface Fallback {
  name: string;
  fallbackType?: string | null | undefined;
}

/**
 * The types that a type falls back to, in order; a chain that loops ends at the first type seen twice.
 * @param find looks up a type by name.
 */
export function followFallbacks<Type extends Fallback>(
  type: Type,
  find: (name: string) => Type | undefined,
): { chain: Type[]; loops: boolean } {
  const chain: Type[] = [];
  const seen = new Set<string>();
  for (let next: Type | undefined = type; next; next = next.fallbackType ? find(next.fallbackType) : undefined) {
    if (seen.has(next.name)) return { chain, loops: true };
    seen.add(next.name);
    chain.push(next);
  }
  return { chain, loops: false };
}
