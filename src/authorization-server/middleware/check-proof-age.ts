import { decodeJwt } from 'jose';
import type { Middleware } from 'koa';
import { settingsOf } from '../settings.ts';

/**
 * Applies the API's clock tolerance at the token endpoint: the provider accepts a proof of up to five minutes, and requires a nonce
 * after that. A proof with a nonce needs no clock and passes; so does one for which the provider will require a nonce.
 */
export function checkProofAge(clock: () => Date): Middleware {
  return async (ctx, next) => {
    const proof = ctx.get('DPoP');
    if (proof === '') return next();
    const { iat, nonce } = readClaims(proof);
    const { clock_skew_tolerance: tolerance, dpop_nonce_required: isNonceRequired } = settingsOf(ctx);
    if (
      iat === undefined ||
      nonce !== undefined ||
      isNonceRequired ||
      Math.abs(clock().getTime() / 1000 - iat) <= tolerance
    )
      return next();
    ctx.status = 400;
    ctx.set('Cache-Control', 'no-store');
    ctx.body = { error: 'invalid_dpop_proof', error_description: 'DPoP proof iat is not now' };
  };
}

/** Decoded without verification: the provider refuses an invalid proof. */
function readClaims(proof: string): { iat?: number | undefined; nonce?: unknown } {
  try {
    const { iat, nonce } = decodeJwt(proof);
    return { iat: typeof iat === 'number' ? iat : undefined, nonce };
  } catch {
    return {};
  }
}
