import { createHash, randomUUID } from 'node:crypto';
import { calculateJwkThumbprint, exportJWK, generateKeyPair, SignJWT } from 'jose';
import type { CryptoKey, JWK } from 'jose';

export interface ProofOptions {
  method?: string;
  url: string;
  accessToken?: string;
  /** Seconds by which the clock of the device is wrong. */
  skew?: number;
  claims?: Record<string, unknown>;
  header?: Record<string, unknown>;
}

/** The keys of a phone: uses jose only, as any client would. */
export class TestDevice {
  readonly jwk: JWK;
  readonly privateKey: CryptoKey;
  readonly thumbprint: string;

  private constructor(jwk: JWK, privateKey: CryptoKey, thumbprint: string) {
    this.jwk = jwk;
    this.privateKey = privateKey;
    this.thumbprint = thumbprint;
  }

  static async create(): Promise<TestDevice> {
    const { publicKey, privateKey } = await generateKeyPair('ES256', { extractable: true });
    const jwk = await exportJWK(publicKey);
    return new TestDevice(jwk, privateKey, await calculateJwkThumbprint(jwk));
  }

  get id(): string {
    return Buffer.from(this.thumbprint, 'base64url').toString('hex');
  }

  get publicJwk() {
    return this.jwk as { kty: string; crv: string; x: string; y: string };
  }

  prove({ method = 'POST', url, accessToken, skew = 0, claims = {}, header = {} }: ProofOptions): Promise<string> {
    const payload = {
      jti: randomUUID(),
      htm: method,
      htu: url,
      iat: Math.floor(Date.now() / 1000) + skew,
      ...(accessToken && { ath: createHash('sha256').update(accessToken).digest('base64url') }),
      ...claims,
    };
    return new SignJWT(payload)
      .setProtectedHeader({ alg: 'ES256', typ: 'dpop+jwt', jwk: this.jwk, ...header })
      .sign(this.privateKey);
  }
}
