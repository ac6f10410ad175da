import type { Context, Middleware } from 'koa';
import { recordEnrollmentRefusal } from '../../commands/devices/key-enrollment/record-enrollment-refusal.ts';
import type { EnrollmentRefusal } from '../../commands/devices/key-enrollment/record-enrollment-refusal.ts';
import { addressKey } from '../../commands/rate-limits/address-key.ts';
import { createRateLimit } from '../../commands/rate-limits/rate-limit.ts';
import type { RateLimit } from '../../commands/rate-limits/rate-limit.ts';
import type { EventName } from '../../domain/events/event-catalogue.ts';
import { CountersignError } from '../../errors/countersign-error.ts';
import type { ErrorCode } from '../../errors/error-catalogue.ts';
import type { ApiDeps } from '../api-deps.ts';
import { requestOriginOf } from '../http/request-origin.ts';
import { rateLimit } from '../../domain/rate-limits/limits.ts';

type Refusals = Partial<Record<ErrorCode, EventName>>;

const invalidPush = 'PUSH ENROLLMENT INVALID REQ';
const invalidPushToken = 'PUSH ENROLLMENT INVALID ACCESS TOKEN';

/** Refusals of both enrolments that happen before a command runs, or that the command does not record. */
const families: { path: string; refusals: Refusals }[] = [
  {
    path: '/app/v1/key-enrollment',
    refusals: {
      invalid_token: 'KEY ENROLLMENT FAILURE INVALID TOKEN',
      invalid_dpop_proof: 'KEY ENROLLMENT FAILURE INVALID TOKEN',
      invalid_request: 'KEY ENROLLMENT FAILURE INVALID REQUEST',
    },
  },
  {
    path: '/app/v1/push-enrollment',
    refusals: {
      invalid_token: invalidPushToken,
      invalid_dpop_proof: invalidPushToken,
      invalid_request: invalidPush,
      push_enrollment_not_found: invalidPush,
      push_enrollment_expired: invalidPush,
      resend_limit_reached: invalidPush,
    },
  },
];

type Deps = Pick<ApiDeps, 'em' | 'clock' | 'keyring' | 'log'>;

/** Records every refused request of key and push enrolment, also without a valid token. */
export function recordEnrollmentRefusals(deps: Deps): Middleware {
  const events = createRateLimit(deps, rateLimit('enrollment-refusals'));
  return async (context, next) => {
    const family = families.find(({ path }) => context.path === path || context.path.startsWith(`${path}/`));
    try {
      await next();
    } catch (error) {
      const code = error instanceof CountersignError ? error.code : undefined;
      const name = code && family?.refusals[code];
      // The answer stays the refusal when its event cannot be written.
      if (name)
        await record(deps, events, context, { name, detail: code }).catch((fault: unknown) =>
          deps.log.debug({ err: fault, code }, 'no event of a refused enrolment'),
        );
      throw error;
    }
  };
}

async function record(
  deps: Deps,
  events: RateLimit,
  context: Context,
  { name, detail }: Pick<EnrollmentRefusal, 'name' | 'detail'>,
): Promise<void> {
  const caller = context.state.app as { registrationId: string; userId: string; clientId: string } | undefined;
  await events.count(caller?.registrationId ?? addressKey(deps.keyring, context.ip));
  await recordEnrollmentRefusal(deps, {
    name,
    detail,
    origin: { ...requestOriginOf(context), ...caller },
    userId: caller?.userId,
    subjectId: caller?.registrationId,
  });
}
