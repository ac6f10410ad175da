/** The newest nonce that a server wants in proofs (RFC 9449 sections 8 and 9). */
export interface Nonces {
  newest(path: string): string | undefined;
  observe(path: string, nonce: string | null): void;
}

/** Nonces are kept apart for the authorization server and the app API, which may each have their own. */
export function createNonces(): Nonces {
  const newest = new Map<string, string>();
  const serverOf = (path: string) => path.split('/', 2).join('/');
  return {
    newest: (path) => newest.get(serverOf(path)),
    observe: (path, nonce) => {
      if (nonce !== null) newest.set(serverOf(path), nonce);
    },
  };
}
