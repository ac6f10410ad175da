import { createHash } from 'node:crypto';
import { errors } from 'oidc-provider';
import type { KoaContextWithOIDC } from 'oidc-provider';
import { proveFactor } from '../../../commands/devices/authenticators/prove-factor.ts';
import type { ProvenFactor } from '../../../commands/devices/authenticators/prove-factor.ts';
import type { AuthenticatorKind } from '../../../domain/devices/authenticators/authenticator-name.ts';
import type { TokenType } from '../../../entities/tokens/oauth-artifact.ts';
import { CountersignError } from '../../../errors/countersign-error.ts';
import type { AuthorizationServerDeps } from '../../authorization-server-deps.ts';
import { tokenRequestOrigin } from '../../request-origin.ts';
import { setTokenType } from '../../tokens/token-type.ts';
import { grantRefusal } from '../grant-refusal.ts';

const tokenTypes = {
  pin: 'DEFAULT',
  fingerprint: 'FINGER_PRINT',
  custom: 'CUSTOM_AUTHENTICATOR',
} as const satisfies Record<AuthenticatorKind, TokenType>;

/**
 * A registration with a PIN must prove a factor at every refresh. Checked after the token is found valid
 * and before it is consumed, so that a refused factor does not cost the token, and a used token allows no guess.
 */
export async function proveRefreshFactor(deps: AuthorizationServerDeps, ctx: KoaContextWithOIDC): Promise<void> {
  const grantId = ctx.oidc.entities.RefreshToken?.grantId;
  if (!grantId) return;
  const { factor_proof: factorProof, refresh_token: refreshToken } = ctx.oidc.body ?? {};
  const refresh = {
    grantId,
    factorProof: readText(factorProof),
    refreshTokenHash: createHash('sha256')
      .update(readText(refreshToken) ?? '')
      .digest('base64url'),
  };
  const proven = await proveFactor(deps, tokenRequestOrigin(ctx), refresh).catch(translate);
  refuse(ctx, proven);
  if (proven.verdict === 'proven') setTokenType(ctx, tokenTypes[proven.kind]);
}

/** @throws the refusal for the app when no factor was proven. */
function refuse(ctx: KoaContextWithOIDC, proven: ProvenFactor): void {
  switch (proven.verdict) {
    case 'required':
      throw grantRefusal(ctx, 'factor_required', { authenticators: proven.authenticators });
    case 'wrong':
      throw grantRefusal(
        ctx,
        'wrong_factor_proof',
        proven.attemptsLeft === undefined ? {} : { attempts_left: proven.attemptsLeft },
      );
    case 'revoked':
      throw grantRefusal(ctx, 'authenticator_revoked');
    case 'disconnected':
      throw grantRefusal(ctx, 'disconnected');
    default:
  }
}

/** A repeated parameter is a list: refused. */
function readText(value: unknown): string | undefined {
  if (value === undefined || value === '') return undefined;
  if (typeof value !== 'string') throw new errors.InvalidRequest("'factor_proof' parameter must not be provided twice");
  return value;
}

function translate(error: unknown): never {
  throw error instanceof CountersignError ? new errors.InvalidRequest(error.code, undefined, { cause: error }) : error;
}
