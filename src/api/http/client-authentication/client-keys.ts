/** The keys that API clients publish at their `jwks_uri`; made by the composition root. */
export interface ClientKeys {
  /** The keys at `uri`, fetched again, but not often, when none of those at hand is wanted. None = they cannot be had now. */
  find(
    uri: string,
    isWanted: (key: Readonly<Record<string, unknown>>) => boolean,
  ): Promise<readonly Readonly<Record<string, unknown>>[]>;
}
