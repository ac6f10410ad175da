import { createPrivateKey } from 'node:crypto';
import type { Agent } from 'node:https';
import { SignJWT } from 'jose';
import { z } from 'zod';
import { ExchangeError, exchange } from '../connection/exchange.ts';
import { parseRetryAfter } from '../connection/retry-after.ts';
import type { ProviderFault } from '../provider-fault.ts';
import type { ServiceAccount } from './push-sender.ts';

const scope = 'https://www.googleapis.com/auth/firebase.messaging';
const grantType = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
const assertionSeconds = 3600;
const exchangeTimeoutMs = 10_000;
/** firebase-admin renews five minutes before the end; a little earlier avoids its wait. */
const renewBeforeMs = 6 * 60 * 1000;

const tokenAnswer = z.object({ access_token: z.string().min(1), expires_in: z.number().positive() });

export interface AccessToken {
  value: string;
  /** Epoch milliseconds. */
  expiresAt: number;
}

/** No access token is available; `detail` may be logged. */
export class TokenExchangeError extends Error {
  readonly fault: ProviderFault;
  readonly detail: string;
  readonly retryAfterMs: number | undefined;

  constructor(fault: ProviderFault, detail: string, retryAfterMs?: number) {
    super(detail);
    this.name = 'TokenExchangeError';
    this.fault = fault;
    this.detail = detail;
    this.retryAfterMs = retryAfterMs;
  }
}

/** Google access tokens of one service account: kept until near their end, one exchange at a time. */
export class AccessTokens {
  readonly #account: ServiceAccount;
  readonly #agent: Agent;
  #current: AccessToken | undefined;
  #exchange: Promise<AccessToken> | undefined;

  constructor(account: ServiceAccount, agent: Agent) {
    this.#account = account;
    this.#agent = agent;
  }

  /** @throws TokenExchangeError */
  async get(): Promise<AccessToken> {
    if (this.#current !== undefined && this.#current.expiresAt - Date.now() > renewBeforeMs) return this.#current;
    this.#exchange ??= this.#fetch().finally(() => (this.#exchange = undefined));
    return this.#exchange;
  }

  async #fetch(): Promise<AccessToken> {
    const assertion = await signAssertion(this.#account);
    const startedAt = Date.now();
    const { status, headers, body } = await this.#post(
      new URLSearchParams({ grant_type: grantType, assertion }).toString(),
    );
    if (status === 429)
      throw new TokenExchangeError('rate_limited', 'token exchange: 429', parseRetryAfter(headers['retry-after']));
    if (status >= 500)
      throw new TokenExchangeError('unavailable', `token exchange: ${status}`, parseRetryAfter(headers['retry-after']));
    if (status >= 400) throw new TokenExchangeError('unauthorised', `token exchange: ${status}`);
    const answer = tokenAnswer.safeParse(status === 200 ? parseJson(body) : undefined);
    if (!answer.success)
      throw new TokenExchangeError('invalid_answer', `token exchange: ${status} with something else than a token`);
    this.#current = { value: answer.data.access_token, expiresAt: startedAt + answer.data.expires_in * 1000 };
    return this.#current;
  }

  async #post(body: string): ReturnType<typeof exchange> {
    const headers = { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' };
    try {
      return await exchange({
        method: 'POST',
        url: new URL(this.#account.token_uri),
        headers,
        body,
        agent: this.#agent,
        timeoutMs: exchangeTimeoutMs,
      });
    } catch (error) {
      if (error instanceof ExchangeError) throw new TokenExchangeError(error.fault, `token exchange: ${error.code}`);
      throw error;
    }
  }
}

/**
 * The assertion that a service account exchanges for a token.
 * @see https://developers.google.com/identity/protocols/oauth2/service-account#authorizingrequests
 */
async function signAssertion(account: ServiceAccount): Promise<string> {
  try {
    return await new SignJWT({ scope })
      .setProtectedHeader({ alg: 'RS256', typ: 'JWT', kid: account.private_key_id })
      .setIssuer(account.client_email)
      .setAudience(account.token_uri)
      .setIssuedAt()
      .setExpirationTime(Math.floor(Date.now() / 1000) + assertionSeconds)
      .sign(createPrivateKey(account.private_key));
  } catch {
    throw new TokenExchangeError('not_configured', "the service account's private key is not usable");
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
