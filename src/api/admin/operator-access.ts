import type { Context, Middleware } from 'koa';
import { findOperatorSession } from '../../commands/operators/find-operator-session.ts';
import type { SignedInOperator } from '../../commands/operators/operator-session.ts';
import { recordAccessRefusal } from '../../commands/operators/record-access-refusal.ts';
import { addressKey } from '../../commands/rate-limits/address-key.ts';
import { isWithin } from '../../commands/rate-limits/is-within.ts';
import { createRateLimit } from '../../commands/rate-limits/rate-limit.ts';
import type { RateLimit } from '../../commands/rate-limits/rate-limit.ts';
import { accesses, isAllowed } from '../../domain/operators/access.ts';
import type { Access } from '../../domain/operators/access.ts';
import { CountersignError } from '../../errors/countersign-error.ts';
import type { ApiDeps } from '../api-deps.ts';
import { requestOriginOf } from '../http/request-origin.ts';
import { rateLimit } from '../../domain/rate-limits/limits.ts';

/** Middleware that authenticates an operator and checks the access of the role. */
export interface OperatorAccess {
  /** @throws CountersignError invalid_session */
  authenticate: Middleware;
  /**
   * After {@link OperatorAccess.authenticate}.
   * @throws CountersignError role_not_allowed
   */
  allow(access: Access): Middleware;
  /** Every access of the signed-in operator. */
  accessesOf(operator: SignedInOperator): Promise<Access[]>;
}

type Deps = Pick<ApiDeps, 'em' | 'clock' | 'keyring' | 'configuration'>;

export function createOperatorAccess(deps: Deps): OperatorAccess {
  const denials = createRateLimit(deps, rateLimit('access-denied:operator'));
  const failures = createRateLimit(deps, rateLimit('operator-session:address'));
  return {
    async authenticate(context, next) {
      const token = bearerToken(context);
      const operator = token === undefined ? undefined : await findOperatorSession(deps, token);
      if (!operator) {
        if (token !== undefined) await recordFailure(deps, failures, context);
        throw new CountersignError('invalid_session');
      }
      context.state.operator = operator;
      await next();
    },
    allow(access) {
      return async (context, next) => {
        const { general } = await deps.configuration.current();
        if (!isAllowed(operatorOf(context).role, access, general)) {
          const { operatorId } = operatorOf(context);
          if (await isWithin(denials, operatorId))
            await recordAccessRefusal(deps, 'ADMIN ACCESS DENIED', requestOriginOf(context), access);
          throw new CountersignError('role_not_allowed', { extra: { access } });
        }
        await next();
      };
    },
    async accessesOf({ role }) {
      const { general } = await deps.configuration.current();
      return accesses.filter((access) => isAllowed(role, access, general));
    },
  };
}

/** The operator that {@link OperatorAccess.authenticate} found. */
export function operatorOf(context: Context): SignedInOperator {
  return context.state.operator as SignedInOperator;
}

function bearerToken(context: Context): string | undefined {
  return /^Bearer +([\w.~+/-]{1,512}=*) *$/i.exec(context.get('authorization'))?.[1];
}

/** Limits recorded refusals by address, so that a caller cannot fill the table with invented names. */
async function recordFailure(deps: Deps, failures: RateLimit, context: Context): Promise<void> {
  if (await isWithin(failures, addressKey(deps.keyring, context.ip)))
    await recordAccessRefusal(deps, 'ADMIN AUTHENTICATION FAILED', requestOriginOf(context), 'invalid_session');
}
