import type { Context, Middleware } from 'koa';
import type { ApiDeps } from '../api-deps.ts';
import { checkOrigin } from '../http/browser/check-origin.ts';
import { ownCookie } from '../http/browser/own-cookie.ts';

/** What the cookie is sealed for: the same bytes open nowhere else. */
const sealedFor = 'cookie.console';

/** The sign-in of an operator in a browser: their token, sealed in a cookie that no script reads. */
export interface ConsoleCookie {
  /** @param maxAge seconds that the browser keeps it. */
  set(context: Context, token: string, maxAge: number): void;
  remove(context: Context): void;
  isThere(context: Context): boolean;
  /**
   * Presents the token in the place of the cookie, so that the admin API knows bearer tokens alone. Only to requests of our own pages. A
   * request with an `Authorization` header is never answered by a cookie.
   * @throws CountersignError origin_refused
   */
  present: Middleware;
}

/** Bound to this origin. Sealed, because a token in the clear could be used without a browser, from anywhere (docs/decisions/0115). */
export function consoleCookie({ environment, keyring }: Pick<ApiDeps, 'environment' | 'keyring'>): ConsoleCookie {
  const cookie = ownCookie(environment.publicUrl, 'cs_console');
  const checkPage = checkOrigin(environment.publicUrl);
  const open = (value: string): string | undefined => {
    try {
      const [keyId = '', sealed = ''] = value
        .split('.')
        .map((part) => Buffer.from(part, 'base64url').toString('latin1'));
      return keyring.open('cookie-value', Buffer.from(sealed, 'latin1'), sealedFor, keyId).toString();
    } catch {
      // Made up, cut off, or sealed with a key that left the ring.
      return undefined;
    }
  };
  return {
    set(context, token, maxAge) {
      const sealed = keyring.seal('cookie-value', Buffer.from(token), sealedFor);
      const keyId = Buffer.from(keyring.currentId).toString('base64url');
      cookie.set(context, `${keyId}.${sealed.toString('base64url')}`, maxAge);
    },
    isThere: (context) => Boolean(cookie.read(context)),
    remove: (context) => cookie.set(context, '', 0),
    present: (context, next) => {
      const value = cookie.read(context);
      if (!value || context.get('authorization') !== '') return next();
      const token = open(value);
      if (token !== undefined) context.request.headers.authorization = `Bearer ${token}`;
      return checkPage(context, next);
    },
  };
}
