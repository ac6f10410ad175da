/**
 * Reasons of failures, equal for all providers, for metrics and fallbacks.
 * - `timeout`: no answer within the time given; whether it was done is unknown.
 * - `connection`: no connection, or it broke (refused, reset, TLS, proxy, DNS).
 * - `invalid_answer`: an answer came that is not what the provider's protocol says.
 * - `rate_limited`: too many requests; see `retryAfterMs` where there is one.
 * - `unavailable`: the provider has a fault of its own (5xx).
 * - `unauthorised`: our credentials are refused.
 * - `invalid_recipient`: the provider knows no such addressee.
 * - `rejected`: the provider refuses this request for another reason.
 * - `not_configured`: the settings for this provider are missing or unusable; nothing was sent.
 */
export type ProviderFault =
  | 'timeout'
  | 'connection'
  | 'invalid_answer'
  | 'rate_limited'
  | 'unavailable'
  | 'unauthorised'
  | 'invalid_recipient'
  | 'rejected'
  | 'not_configured';
