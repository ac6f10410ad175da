import { abortAfter } from '../connection/deadline.ts';
import { isPrivateHost } from '../connection/private-addresses.ts';
import { createProviderNetwork } from '../connection/provider-network.ts';
import type { NetworkSettings } from '../connection/provider-network.ts';
import type { ProviderSettings } from '../provider-settings.ts';
import type { CallbackRequest, CallbackResult, CallbackSender } from './callback-sender.ts';
import { postCallback } from './post-callback.ts';
import { signWebhook } from '../sign-webhook.ts';

const defaultTimeoutMs = 10_000;
const gone = 410;

type Failure = Extract<CallbackResult, { status: 'failed' }>;

/**
 * Callbacks over HTTP(S), through the outgoing proxy when there is one (docs/decisions/0049).
 * @param options.timeoutMs milliseconds for everything, 10 000 when absent.
 * @throws the system's error when `certificateAuthorityPem` is not a certificate.
 */
export function createCallbackSender(
  settings: NetworkSettings & Pick<ProviderSettings, 'callbackPrivateAddresses'>,
  options: { timeoutMs?: number } = {},
): CallbackSender {
  const isGuarded = settings.callbackPrivateAddresses !== 'allowed';
  const network = createProviderNetwork(settings, { isGuarded });
  const timeoutMs = options.timeoutMs ?? defaultTimeoutMs;
  const closing = new AbortController();
  return {
    send: async (request) => {
      const url = readUrl(request.url, isGuarded);
      if (!(url instanceof URL)) return url;
      const signal = AbortSignal.any([closing.signal, abortAfter(timeoutMs)]);
      try {
        const connector = await network.connector();
        return presentStatus(await postCallback({ url, headers: headersOf(request), body: request.body, connector, signal }));
      } catch (error) {
        return presentFault(error, signal);
      }
    },
    close: async () => closing.abort(),
  };
}

/** The URL, or why nothing is sent there. A literal address is checked here: it is never looked up. */
function readUrl(text: string, isGuarded: boolean): URL | Failure {
  const url = URL.parse(text);
  if (url === null || !['http:', 'https:'].includes(url.protocol)) return refuse('callback: not an http or https URL');
  if (url.username !== '' || url.password !== '') return refuse('callback: credentials in the URL');
  return isGuarded && isPrivateHost(url) ? refuse('callback: a private address') : url;
}

function headersOf(request: CallbackRequest): Record<string, string> {
  const { username, password } = request.basic ?? {};
  const credentials = Buffer.from(`${username}:${password}`).toString('base64');
  return {
    'content-type': 'application/json;charset=UTF-8',
    'user-agent': 'Countersign',
    ...signWebhook(request, request.signingSecret),
    ...(request.basic === undefined ? {} : { authorization: `Basic ${credentials}` }),
  };
}

/** Anything but 2xx may heal within the day (a deployment, a maintenance page), only "gone" does not. */
function presentStatus(httpStatus: number): CallbackResult {
  if (httpStatus >= 200 && httpStatus < 300) return { status: 'delivered', httpStatus };
  return { status: 'failed', httpStatus, detail: `callback: ${httpStatus}`, retryable: httpStatus !== gone };
}

function presentFault(error: unknown, signal: AbortSignal): Failure {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'PRIVATE_ADDRESS') return refuse('callback: a private address');
  if (signal.aborted) return { status: 'failed', detail: 'callback: no answer in time', retryable: true };
  return { status: 'failed', detail: `callback: ${typeof code === 'string' ? code : 'no connection'}`, retryable: true };
}

function refuse(detail: string): Failure {
  return { status: 'failed', detail, retryable: false };
}
