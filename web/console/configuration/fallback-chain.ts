import type { Row } from './resource.ts';

/** The types that are tried from one on, in order. Of a circle each is in it once. */
export function chainOf(rows: readonly Row[], first: string): string[] {
  const chain: string[] = [];
  let next: unknown = first;
  while (typeof next === 'string' && next !== '' && !chain.includes(next)) {
    const name: string = next;
    chain.push(name);
    next = rows.find((row) => row['name'] === name)?.['fallback_type'];
  }
  return chain;
}
