import { decodeJwt } from 'jose';
import type { Middleware } from 'koa';
import { settingsOf } from '../settings.ts';

/**
 * One clock tolerance for tokens and API: the provider would take a proof that is five minutes old, and asks for a nonce
 * after that. A proof with a nonce of the provider needs no clock and passes; so does one that is going to be asked for a nonce.
 */
export function checkProofAge(clock: () => Date): Middleware {
  return async (ctx, next) => {
    const { iat, nonce } = readClaims(ctx.get('DPoP'));
    const { clock_skew_tolerance: tolerance, dpop_nonce_required: isNonceRequired } = settingsOf(ctx);
    if (iat === undefined || nonce !== undefined || isNonceRequired || Math.abs(clock().getTime() / 1000 - iat) <= tolerance) return next();
    ctx.status = 400;
    ctx.set('Cache-Control', 'no-store');
    ctx.body = { error: 'invalid_dpop_proof', error_description: 'DPoP proof iat is not now' };
  };
}

/** Read without verifying: a proof that cannot be read is refused further on, with everything else wrong with it. */
function readClaims(proof: string): { iat?: number | undefined; nonce?: unknown } {
  try {
    const { iat, nonce } = decodeJwt(proof);
    return { iat: typeof iat === 'number' ? iat : undefined, nonce };
  } catch {
    return {};
  }
}
