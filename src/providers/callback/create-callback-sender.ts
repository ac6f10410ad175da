import { createSecureContext } from 'node:tls';
import { abortAfter } from '../connection/deadline.ts';
import { isPrivateHost } from '../connection/private-addresses.ts';
import { trustedAuthorities } from '../connection/provider-connector.ts';
import { publicLookup } from '../connection/public-lookup.ts';
import type { ProviderSettings } from '../provider-settings.ts';
import type { CallbackRequest, CallbackResult, CallbackSender } from './callback-sender.ts';
import { postCallback } from './post-callback.ts';
import { signWebhook } from './sign-webhook.ts';

const defaultTimeoutMs = 10_000;
const gone = 410;

type Failure = Extract<CallbackResult, { status: 'failed' }>;

/**
 * Callbacks over HTTP(S), straight to the website: never through the proxy for providers, since behind it nobody can see
 * which address the connection goes to.
 * @param options.timeoutMs milliseconds for everything, 10 000 when absent.
 * @throws the system's error when `certificateAuthorityPem` is not a certificate.
 */
export function createCallbackSender(
  settings: Pick<ProviderSettings, 'certificateAuthorityPem' | 'callbackPrivateAddresses'>,
  options: { timeoutMs?: number } = {},
): CallbackSender {
  const isGuarded = settings.callbackPrivateAddresses !== 'allowed';
  const authorities = trustedAuthorities(settings.certificateAuthorityPem);
  const secureContext = createSecureContext(authorities === undefined ? {} : { ca: authorities });
  const timeoutMs = options.timeoutMs ?? defaultTimeoutMs;
  const closing = new AbortController();
  return {
    send: async (request) => {
      const url = readUrl(request.url, isGuarded);
      if (!(url instanceof URL)) return url;
      const signal = AbortSignal.any([closing.signal, abortAfter(timeoutMs)]);
      const lookup = isGuarded ? publicLookup : undefined;
      try {
        return presentStatus(await postCallback({ url, headers: headersOf(request), body: request.body, lookup, secureContext, signal }));
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
