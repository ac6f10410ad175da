import type { Context, Middleware } from 'koa';
import type { ApiDeps } from '../api-deps.ts';
import { requestOriginOf } from '../http/request-origin.ts';
import { secretsInForce } from '../../commands/configuration/resources/sms-gateway.ts';
import { writeEvent } from '../../commands/events/record-event.ts';
import { originOf } from '../../commands/events/request-origin.ts';
import { admitReport } from '../../commands/messages/text-messages/admit-report.ts';
import { addressKey } from '../../commands/rate-limits/address-key.ts';
import { isWithin } from '../../commands/rate-limits/is-within.ts';
import { createRateLimit } from '../../commands/rate-limits/rate-limit.ts';
import { CountersignError } from '../../errors/countersign-error.ts';
import { hasWebhookSignature, webhookTolerance } from '../../security/webhooks/standard-webhook.ts';
import { hasTwilioSignature } from '../../security/webhooks/twilio-signature.ts';
import { rateLimit } from '../../domain/rate-limits/limits.ts';

type Deps = Pick<ApiDeps, 'configuration' | 'environment' | 'clock'>;

/** Auth tokens that are accepted on reports of a Twilio account: the current one, and for a day the one before it. */
async function twilioTokens({ configuration, environment, clock }: Deps, accountSid: string): Promise<string[]> {
  const { smsGateway: row } = await configuration.current();
  if (row?.twilioAccountSid === accountSid)
    return secretsInForce(row.twilioAuthToken, row.formerTwilioAuthToken, row.formerTwilioUntil, clock());
  const { twilioAccountSid, twilioAuthToken } = environment;
  return twilioAccountSid === accountSid && twilioAuthToken ? [twilioAuthToken] : [];
}

/** The same for the HTTP gateway. */
async function gatewaySecrets({ configuration, clock }: Deps): Promise<string[]> {
  const { smsGateway: row } = await configuration.current();
  return row ? secretsInForce(row.httpSigningSecret, row.formerHttpSigningSecret, row.formerHttpUntil, clock()) : [];
}

/** Reason of a refused report, for the event. The caller does not learn it. */
type Refusal = 'no_secret' | 'wrong_signature' | 'replayed';

/** Compared with when no secret exists, so that an unknown account takes as long as a wrong signature. */
const decoySecret = 'no report is signed with this';

/** Accepts reports that Twilio signed with a token of the named account. */
export function authenticateTwilio(deps: ApiDeps): Middleware {
  return authenticate(deps, async (context) => {
    const form = bodyOf(context);
    const tokens = await twilioTokens(deps, new URLSearchParams(form).get('AccountSid') ?? '');
    // Only path and query of the request line, appended to the public URL.
    const request = {
      url: `${deps.environment.publicUrl}${context.path}${context.search}`,
      form,
      signature: context.get('x-twilio-signature'),
    };
    const isSigned = hasTwilioSignature(request, tokens.length > 0 ? tokens : [decoySecret]);
    if (tokens.length === 0) return 'no_secret';
    return isSigned ? undefined : 'wrong_signature';
  });
}

/** Accepts reports that the HTTP gateway signed by Standard Webhooks, each once and with a current time. */
export function authenticateGateway(deps: ApiDeps): Middleware {
  return authenticate(deps, async (context) => {
    const secrets = await gatewaySecrets(deps);
    const [id, timestamp, signature] = [
      context.get('webhook-id'),
      context.get('webhook-timestamp'),
      context.get('webhook-signature'),
    ];
    const isSigned = hasWebhookSignature(
      { id, timestamp, signature, body: bodyOf(context) },
      secrets.length > 0 ? secrets : [decoySecret],
      deps.clock(),
    );
    if (secrets.length === 0) return 'no_secret';
    if (!isSigned) return 'wrong_signature';
    const expiresAt = new Date((Number(timestamp) + webhookTolerance + 1) * 1000);
    return (await admitReport(deps, { id, timestamp, expiresAt })) ? undefined : 'replayed';
  });
}

function authenticate(deps: ApiDeps, check: (context: Context) => Promise<Refusal | undefined>): Middleware {
  const limit = createRateLimit(deps, rateLimit('delivery-report-refusals'));
  return async (context, next) => {
    const refusal = await check(context);
    if (refusal === undefined) return next();
    if (await isWithin(limit, addressKey(deps.keyring, context.ip))) {
      await writeEvent(deps, {
        name: 'SMS AUTH DELIVERY REPORT REFUSED',
        occurredAt: deps.clock(),
        ...originOf(requestOriginOf(context)),
        detail: refusal,
      });
    }
    throw new CountersignError('report_refused', { detail: refusal });
  };
}

/** The exact body, which signatures cover. */
function bodyOf(context: Context): string {
  return context.request.rawBody ?? '';
}
