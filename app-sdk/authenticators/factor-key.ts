/** Public half of a factor key; exactly the members of RFC 7638's thumbprint input. */
export type FactorPublicKey =
  | { kty: 'OKP'; crv: 'Ed25519'; x: string }
  | { kty: 'EC'; crv: 'P-256'; x: string; y: string };

/** The key of one factor, ready to sign. */
export interface FactorKey {
  /** Ed25519 for a PIN, ECDSA on P-256 with SHA-256 for everything else. */
  algorithm: 'EdDSA' | 'ES256';
  /** 64 bytes: an Ed25519 signature, or `r || s`. */
  sign(data: Uint8Array): Promise<Uint8Array>;
}
