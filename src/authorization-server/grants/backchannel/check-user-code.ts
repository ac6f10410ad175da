import { errors } from 'oidc-provider';
import type { KoaContextWithOIDC } from 'oidc-provider';
import { isUserCodeRight } from '../../../commands/authentication/backchannel/user-codes.ts';
import { CountersignError } from '../../../errors/countersign-error.ts';
import type { AuthorizationServerDeps } from '../../authorization-server-deps.ts';
import { tokenRequestOrigin } from '../../request-origin.ts';

/** Whose code it should be. */
interface Hinted {
  personId: string | undefined;
  hint: string;
}

/** Whether a request needs a code. @throws MissingUserCode, InvalidRequest for one that the client never asks for */
export function needsUserCode({ oidc }: KoaContextWithOIDC, code: string | undefined): code is string {
  const isAsked = oidc.client?.backchannelUserCodeParameter === true;
  if (isAsked && code === undefined) throw new errors.MissingUserCode('user_code is missing');
  if (!isAsked && code !== undefined) throw new errors.InvalidRequest('the client is not set to send a user_code');
  return isAsked;
}

/** @throws InvalidUserCode, also for a person who has none and for no person; TemporarilyUnavailable while too many codes wait */
export async function checkUserCode(
  deps: AuthorizationServerDeps,
  ctx: KoaContextWithOIDC,
  { personId, hint, code }: Hinted & { code: string },
): Promise<void> {
  // The provider keeps the parameters with the request.
  Object.assign(ctx.oidc.params ?? {}, { user_code: undefined });
  const tried = { personId, hint, typed: code, origin: tokenRequestOrigin(ctx) };
  const isRight = await isUserCodeRight(deps, tried).catch((error: unknown) => refuseBusy(ctx, error));
  if (!isRight) throw new errors.InvalidUserCode('user_code is not the one of the person');
}

function refuseBusy(ctx: KoaContextWithOIDC, error: unknown): never {
  if (!(error instanceof CountersignError) || error.code !== 'busy') throw error;
  ctx.set('Retry-After', '2');
  throw Object.assign(new errors.TemporarilyUnavailable('try again after Retry-After'), {
    status: error.httpStatus,
    statusCode: error.httpStatus,
  });
}
