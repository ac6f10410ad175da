import { calculateJwkThumbprint, CompactSign, exportJWK, generateKeyPair } from 'jose';
import type { CryptoKey, JWK } from 'jose';
import canonicalize from 'canonicalize';

/** The key of a factor on a phone, and proofs by it; uses jose only, as any client would. */
export class TestFactor {
  readonly name: string;
  readonly publicJwk: JWK;
  readonly #privateKey: CryptoKey;

  private constructor(name: string, publicJwk: JWK, privateKey: CryptoKey) {
    this.name = name;
    this.publicJwk = publicJwk;
    this.#privateKey = privateKey;
  }

  static async create(name: string): Promise<TestFactor> {
    const { publicKey, privateKey } = await (name === 'pin'
      ? generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true })
      : generateKeyPair('ES256', { extractable: true }));
    return new TestFactor(name, await exportJWK(publicKey), privateKey);
  }

  thumbprint(): Promise<string> {
    return calculateJwkThumbprint(this.publicJwk);
  }

  /** A proof over a payload, with parts of its header replaced if given. */
  prove(payload: object, header: object = {}): Promise<string> {
    return this.sign(canonicalize(payload) as string, {
      alg: this.name === 'pin' ? 'EdDSA' : 'ES256',
      kid: this.name,
      typ: 'countersign-factor+jws',
      ...header,
    });
  }

  sign(text: string, header: object): Promise<string> {
    return new CompactSign(Buffer.from(text)).setProtectedHeader(header as { alg: string }).sign(this.#privateKey);
  }
}

/** The current time in seconds. */
export function nowInSeconds(): number {
  return Math.floor(Date.now() / 1000);
}
