import type { Context, Middleware } from 'koa';
import { writeEvent } from '../../commands/events/record-event.ts';
import { addressKey } from '../../commands/rate-limits/address-key.ts';
import { isWithin } from '../../commands/rate-limits/is-within.ts';
import { createRateLimit } from '../../commands/rate-limits/rate-limit.ts';
import { originOf } from '../../commands/request-origin.ts';
import { admitReport } from '../../commands/text-messages/admit-report.ts';
import { CountersignError } from '../../errors/countersign-error.ts';
import { hasWebhookSignature, webhookTolerance } from '../../security/webhooks/standard-webhook.ts';
import { hasTwilioSignature } from '../../security/webhooks/twilio-signature.ts';
import type { ApiDeps } from '../api-deps.ts';
import { requestOriginOf } from '../request-origin.ts';
import { gatewaySecrets, twilioTokens } from './report-secrets.ts';

/** Why nobody's report is taken; the caller hears only that. */
type Refusal = 'no_secret' | 'wrong_signature' | 'replayed';

/** Events that one address can cause in an hour: nobody fills the table. */
const refusalLimit = { name: 'delivery-report-refusals', points: 20, duration: 3600 };

/** Stands where nobody has a secret, so that an unknown account takes as long as a wrong signature. */
const nobodysSecret = 'nobody signs with this';

/** Lets reports in that Twilio signed with a token of the account that they name. */
export function authenticateTwilio(deps: ApiDeps): Middleware {
  return authenticate(deps, async (context) => {
    const form = bodyOf(context);
    const tokens = await twilioTokens(deps, new URLSearchParams(form).get('AccountSid') ?? '');
    // Path and query, whatever the request line names before them: together with our own address they always are one.
    const request = { url: `${deps.environment.publicUrl}${context.path}${context.search}`, form, signature: context.get('x-twilio-signature') };
    const isSigned = hasTwilioSignature(request, tokens.length > 0 ? tokens : [nobodysSecret]);
    if (tokens.length === 0) return 'no_secret';
    return isSigned ? undefined : 'wrong_signature';
  });
}

/** Lets reports in that the HTTP gateway signed as Standard Webhooks has it: each once, and from now. */
export function authenticateGateway(deps: ApiDeps): Middleware {
  return authenticate(deps, async (context) => {
    const secrets = await gatewaySecrets(deps);
    const [id, timestamp, signature] = [context.get('webhook-id'), context.get('webhook-timestamp'), context.get('webhook-signature')];
    const isSigned = hasWebhookSignature({ id, timestamp, signature, body: bodyOf(context) }, secrets.length > 0 ? secrets : [nobodysSecret], deps.clock());
    if (secrets.length === 0) return 'no_secret';
    if (!isSigned) return 'wrong_signature';
    const expiresAt = new Date((Number(timestamp) + webhookTolerance + 1) * 1000);
    return (await admitReport(deps, { id, timestamp, expiresAt })) ? undefined : 'replayed';
  });
}

function authenticate(deps: ApiDeps, check: (context: Context) => Promise<Refusal | undefined>): Middleware {
  const limit = createRateLimit(deps, refusalLimit);
  return async (context, next) => {
    const refusal = await check(context);
    if (refusal === undefined) return next();
    if (await isWithin(limit, addressKey(deps.keyring, context.ip))) {
      await writeEvent(deps, { name: 'SMS AUTH DELIVERY REPORT REFUSED', occurredAt: deps.clock(), ...originOf(requestOriginOf(context)), detail: refusal });
    }
    throw new CountersignError('report_refused', { detail: refusal });
  };
}

/** What came, letter by letter: signatures are over that. */
function bodyOf(context: Context): string {
  return context.request.rawBody ?? '';
}
