import type { Context } from 'koa';
import { findTransaction } from '../../../commands/mobile-authentication/find-transaction.ts';
import { initialiseTransaction } from '../../../commands/mobile-authentication/initialise/initialise-transaction.ts';
import type { PhoneChoice } from '../../../commands/mobile-authentication/initialise/find-enrolled-phones.ts';
import { recordRefusedInitialisation } from '../../../commands/mobile-authentication/initialise/record-refused-initialisation.ts';
import { withdrawTransaction } from '../../../commands/mobile-authentication/initialise/withdraw-transaction.ts';
import type { ApiClient } from '../../../entities/configuration/api-client.ts';
import type { Transaction } from '../../../entities/mobile-authentication/transaction.ts';
import { CountersignError, isErrorCode } from '../../../errors/countersign-error.ts';
import type { ApiDeps } from '../../api-deps.ts';
import { idempotencyKeyHeader, readIdempotencyKey } from '../../http/request-headers.ts';
import { requestOriginOf } from '../../http/request-origin.ts';
import { defineRoute } from '../../http/route.ts';
import type { Route } from '../../http/route.ts';
import { checkEnrollmentMode } from '../website-version.ts';
import type { WebsiteVersion } from '../website-version.ts';
import { waitForTransaction } from '../wait-for-transaction.ts';
import { presentInitialised } from './presenter.ts';
import { initialiseAnswer, initialiseBody, shownContext } from './schema.ts';
import type { InitialiseBody } from './schema.ts';

/** Milliseconds for the first dispatch, after which the site is told to try again. */
const dispatchWait = 12_000;

/** Additional milliseconds for a text message that was handed to its provider. */
const messageWait = 9_000;

/** `POST /authenticate/user`: starts a mobile authentication and answers after its first dispatch. */
export function authenticationRoutes(deps: ApiDeps, version: WebsiteVersion): Route[] {
  return [
    defineRoute({
      method: 'post',
      path: '/authenticate/user',
      summary: 'Initialise a mobile authentication',
      headers: [idempotencyKeyHeader],
      body: initialiseBody,
      responses: { 200: initialiseAnswer },
      handler: async ({ body, context, requestId }) => {
        const snapshot = await deps.configuration.current();
        checkEnrollmentMode(snapshot, version);
        if (snapshot.general.geolocation_enabled) checkContext(body);
        const client = context.state.apiClient as ApiClient;
        const asked = {
          ...requestOf(body),
          phone: phoneChoices[version](body),
          apiClientId: client.id,
          requestId,
          origin: requestOriginOf(context),
          idempotencyKey: readIdempotencyKey(context),
        };
        const row = await initialiseTransaction(deps, asked).catch((error: unknown) =>
          refuse(deps, context, body.user_id, error),
        );
        const wait = {
          timeoutMs: dispatchWait + deps.environment.extraWait * 1_000,
          isWanted: (current: Transaction) => Boolean(current.dispatchedAt) || current.status !== 'pending',
        };
        // A repeated request may find the row of a request that failed to start the workflow. Starting is idempotent.
        const seen = wait.isWanted(row)
          ? row
          : await waitForTransaction(deps, row.id, {
              ...wait,
              look: lookAt(deps, row.id),
              begin: () => startOrRefuse(deps, row),
            });
        const dispatched = wait.isWanted(seen) ? seen : await withdraw(deps, row.id, wait.isWanted);
        refuseFailed(dispatched);
        return {
          status: 200,
          body: presentInitialised(deps, snapshot, dispatched, {
            qr: body.otp_qr === 'true',
            application: body.app_id,
          }),
        };
      },
    }),
  ];
}

/** @throws CountersignError `invalid_request` that names the parameter. */
function checkContext(body: InitialiseBody): void {
  const wrong = shownContext.safeParse(body).error?.issues[0];
  if (wrong) throw new CountersignError('invalid_request', { extra: { parameter: String(wrong.path[0]) } });
}

/** Records a refusal that the site caused. Server faults are logged instead. */
async function refuse(deps: ApiDeps, context: Context, userId: string | undefined, error: unknown): Promise<never> {
  if (error instanceof CountersignError && error.httpStatus < 500)
    await recordRefusedInitialisation(deps, { origin: requestOriginOf(context), userId, code: error.code });
  throw error;
}

/** How each version names the phone (contract/mobile-authentication.md section 3). */
const phoneChoices: Record<WebsiteVersion, (body: InitialiseBody) => PhoneChoice> = {
  v4: ({ device_id }) => ({ by: 'device_id', value: device_id }),
  v3: ({ app_id }) => ({ by: 'app_id', value: app_id }),
  v2: () => ({ by: 'user_id' }),
};

function requestOf(body: InitialiseBody) {
  return {
    typeName: body.type,
    userId: body.user_id,
    callbackUri: body.callback_uri,
    message: body.message,
    signingData: body.signing_data,
    secureMessage: body.secure_message,
    phoneNumber: body.phone_number,
    languageCode: body.language_code,
    ipAddress: body.ip_address,
    userAgent: body.user_agent,
  };
}

const lookAt = (deps: ApiDeps, id: string) => () => findTransaction(deps, id);

/** Withdraws the row when the workflow cannot be started: the site was told of a failure, so no push may follow later. */
async function startOrRefuse(deps: ApiDeps, row: Transaction): Promise<boolean> {
  try {
    return await deps.engine.mobileAuthentication.start(row);
  } catch (error) {
    if (await withdrawTransaction(deps, row.id)) throw error;
    return false;
  }
}

/**
 * Nothing was dispatched in time. Withdraws the row so that no push follows later, unless the dispatch just happened or the SMS provider
 * has the message. In that case wait longer; if the result stays unknown, the site finds out by the same `Idempotency-Key`.
 */
async function withdraw(deps: ApiDeps, id: string, isKnown: (row: Transaction) => boolean): Promise<Transaction> {
  const isWithdrawn = await withdrawTransaction(deps, id);
  const row = await waitForTransaction(deps, id, {
    timeoutMs: isWithdrawn ? 0 : messageWait + deps.environment.extraWait * 1_000,
    look: lookAt(deps, id),
    isWanted: isKnown,
  });
  if (!isKnown(row)) throw new CountersignError('dispatch_unknown', { retryAfterSeconds: 5 });
  return row;
}

function refuseFailed(row: Transaction): void {
  if (row.reason !== 'failed_to_send') return;
  const fallbackCode = row.method === 'SMS' ? 'sms_not_sent' : 'push_provider_unavailable';
  // The start of the hour is not stored, so name the whole hour.
  const retryAfterSeconds = row.refusal === 'sms_limit_reached' ? 600 : 5;
  throw new CountersignError(isErrorCode(row.refusal) ? row.refusal : fallbackCode, { retryAfterSeconds });
}
