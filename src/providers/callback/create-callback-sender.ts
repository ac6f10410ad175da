import { readWebAddress } from '../../domain/configuration/web-address.ts';
import { signWebhook } from '../../security/webhooks/standard-webhook.ts';
import { abortAfter } from '../connection/deadline.ts';
import { isPrivateHost } from '../connection/private-addresses.ts';
import { createProviderNetwork } from '../connection/provider-network.ts';
import type { NetworkSettings } from '../connection/provider-network.ts';
import type { ProviderSettings } from '../provider-settings.ts';
import type { CallbackRequest, CallbackResult, CallbackSender } from './callback-sender.ts';
import { postCallback } from './post-callback.ts';

const defaultTimeoutMs = 10_000;
/** Less than the 20 s of the activity, so that Temporal does not start another try beside this one. */
const longestTimeoutMs = 18_000;
const gone = 410;

type Failure = Extract<CallbackResult, { status: 'failed' }>;

/**
 * Callbacks over HTTP(S), through the outgoing proxy when there is one (docs/decisions/0049).
 * @param options.timeoutMs milliseconds for everything, 10 000 and the extra wait when absent, 18 000 at most.
 */
export function createCallbackSender(
  settings: NetworkSettings & Pick<ProviderSettings, 'callbackPrivateAddresses'>,
  options: { timeoutMs?: number } = {},
): CallbackSender {
  const isGuarded = settings.callbackPrivateAddresses !== 'allowed';
  const network = createProviderNetwork(settings, { isGuarded });
  const timeoutMs = options.timeoutMs ?? Math.min(defaultTimeoutMs + (settings.extraWaitMs ?? 0), longestTimeoutMs);
  const closing = new AbortController();
  return {
    timeoutMs,
    send: async (request) => {
      const url = readUrl(request.url, isGuarded);
      if (!(url instanceof URL)) return url;
      if (isGuarded && (request.basic ?? request.bearer) !== undefined && url.protocol !== 'https:')
        return refuse('callback: credentials go to https only');
      const signal = AbortSignal.any([closing.signal, abortAfter(timeoutMs)]);
      try {
        const connector = await network.connector();
        return presentStatus(
          await postCallback({ url, headers: headersOf(request), body: request.body, connector, signal }),
        );
      } catch (error) {
        return presentFault(error, signal);
      }
    },
    close: async () => closing.abort(),
  };
}

/** The URL, or the reason for sending nothing. A literal address is checked here, because no lookup happens for it. */
function readUrl(text: string, isGuarded: boolean): URL | Failure {
  const url = readWebAddress(text, 'callback');
  if (!(url instanceof URL))
    return refuse(url === 'credentials' ? 'callback: credentials in the URL' : 'callback: not an http or https URL');
  return isGuarded && isPrivateHost(url) ? refuse('callback: a private address') : url;
}

function headersOf(request: CallbackRequest): Record<string, string> {
  const { username, password } = request.basic ?? {};
  const credentials = Buffer.from(`${username}:${password}`).toString('base64');
  return {
    'content-type': request.isForm ? 'application/x-www-form-urlencoded' : 'application/json;charset=UTF-8',
    'user-agent': 'Countersign',
    ...signWebhook(request, request.signingSecret === undefined ? [] : [request.signingSecret]),
    ...(request.bearer === undefined ? {} : { authorization: `Bearer ${request.bearer}` }),
    ...(request.basic === undefined ? {} : { authorization: `Basic ${credentials}` }),
  };
}

/** Every other status than 2xx is retried for a day (deployments, maintenance pages), except 410. */
function presentStatus(httpStatus: number): CallbackResult {
  if (httpStatus >= 200 && httpStatus < 300) return { status: 'delivered', httpStatus };
  return { status: 'failed', httpStatus, detail: `callback: ${httpStatus}`, retryable: httpStatus !== gone };
}

function presentFault(error: unknown, signal: AbortSignal): Failure {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'PRIVATE_ADDRESS') return refuse('callback: a private address');
  if (signal.aborted) return { status: 'failed', detail: 'callback: no answer in time', retryable: true };
  return {
    status: 'failed',
    detail: `callback: ${typeof code === 'string' ? code : 'no connection'}`,
    retryable: true,
  };
}

function refuse(detail: string): Failure {
  return { status: 'failed', detail, retryable: false };
}
