import type { Context } from 'koa';
import type { Configuration, Provider } from 'oidc-provider';

/** Sign-ins that one browser can have open at once, such as in several tabs. Beyond that the oldest is forgotten. */
const mostInteractions = 5;
const separator = '.';
/** Seconds: browsers keep no cookie longer. */
const longestCookie = 400 * 86_400;

type CookieNames = Record<'session' | 'interaction' | 'resume', string>;

/**
 * Names of the provider's cookies. The prefixes make browsers refuse them from other hosts and without TLS; `resume` is for one path
 * and so cannot be `__Host-`. On http (loopback, development) browsers refuse the prefixes.
 */
export function cookieNames(publicUrl: string): CookieNames {
  const isSecure = publicUrl.startsWith('https:');
  const name = (prefix: string, rest: string) => (isSecure ? `${prefix}${rest}` : rest);
  return {
    session: name('__Host-', 'cs_session'),
    interaction: name('__Host-', 'cs_interaction'),
    resume: name('__Secure-', 'cs_resume'),
  };
}

/** What vouches for a browser with which people have signed in; the flow API sets it. Not signed: it holds its own proof. */
export function readDeviceCookie(publicUrl: string, { cookies }: Pick<Context, 'cookies'>): string | undefined {
  return cookies.get(publicUrl.startsWith('https:') ? '__Host-cs_device' : 'cs_device', { signed: false });
}

/** What a browser keeps of persons who trust it; the flow API sets it. */
export function readTrustCookie(publicUrl: string, { cookies }: Pick<Context, 'cookies'>): string | undefined {
  return cookies.get(publicUrl.startsWith('https:') ? '__Host-cs_trusted' : 'cs_trusted', { signed: false });
}

/** Names the accounts that a browser can choose among; see `keepBrowserAccount`. */
export function accountsCookie(publicUrl: string) {
  const isSecure = publicUrl.startsWith('https:');
  const name = isSecure ? '__Host-cs_accounts' : 'cs_accounts';
  const attributes = `Path=/; HttpOnly; SameSite=Lax${isSecure ? '; Secure' : ''}`;
  return {
    read: ({ cookies }: Pick<Context, 'cookies'>): string | undefined => cookies.get(name, { signed: false }),
    set: (ctx: Pick<Context, 'append'>, value: string): void =>
      ctx.append('Set-Cookie', `${name}=${value}; Max-Age=${longestCookie}; ${attributes}`),
  };
}

/** The provider's settings of cookies. They are signed, so that a browser holds only what it was given. */
export function cookieConfiguration(publicUrl: string, keys: string[]): NonNullable<Configuration['cookies']> {
  const options = { httpOnly: true, sameSite: 'lax', signed: true } as const;
  return { names: cookieNames(publicUrl), long: options, short: options, keys };
}

/** The cookies of a request as the provider signs and reads them. */
export function providerCookies(provider: Provider, ctx: Pick<Context, 'req' | 'res'>): Context['cookies'] {
  const { cookies } = provider.createContext(ctx.req, ctx.res);
  cookies.secure = provider.issuer.startsWith('https:');
  return cookies;
}

/** Makes a session that of a browser; null: the browser has none from now on. */
export function setSessionCookie(provider: Provider, ctx: Pick<Context, 'req' | 'res'>, id: string | null): void {
  const options = { httpOnly: true, sameSite: 'lax', signed: true, overwrite: true } as const;
  providerCookies(provider, ctx).set(cookieNames(provider.issuer).session, id, options);
}

/**
 * Has the provider set its cookies as its own app would: in this app they would be neither signed nor `Secure` behind a proxy. The
 * interaction cookie holds the sign-ins that the browser has open instead of the last alone, and is for every path: the pages and
 * the API that finish a sign-in are elsewhere.
 */
export function useProviderCookies(provider: Provider, ctx: Context): void {
  let cookies: Context['cookies'] | undefined;
  // Most requests have none and need none.
  Object.defineProperty(ctx, 'cookies', { get: () => (cookies ??= createCookies(provider, ctx)) });
}

function createCookies(provider: Provider, ctx: Context): Context['cookies'] {
  const cookies = providerCookies(provider, ctx);
  const { interaction } = cookieNames(provider.issuer);
  const set = cookies.set.bind(cookies);
  cookies.set = (name, value, options) => {
    if (name !== interaction || !value) return set(name, value, options);
    const open = [...openInteractions(provider, cookies).filter((uid) => uid !== value), value];
    return set(name, open.slice(-mostInteractions).join(separator), { ...options, path: '/' });
  };
  return cookies;
}

/** Ids of the sign-ins that were begun in this browser. */
export function openInteractions(provider: Provider, cookies: Context['cookies']): string[] {
  const value = cookies.get(cookieNames(provider.issuer).interaction, { signed: true });
  return value ? value.split(separator) : [];
}
