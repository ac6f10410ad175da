import type { Context } from 'koa';

/** A cookie of our own pages: not for scripts, not sent with requests that other sites make, save when they lead here. */
export interface OwnCookie {
  name: string;
  read(context: Context): string | undefined;
  /** @param maxAge seconds. */
  set(context: Context, value: string, maxAge: number): void;
}

/**
 * @param name without its prefix: `__Host-` binds a cookie to this host and to TLS; only an http address of this machine goes without.
 */
export function ownCookie(publicUrl: string, name: string): OwnCookie {
  const isSecure = publicUrl.startsWith('https:');
  const fullName = isSecure ? `__Host-${name}` : name;
  const attributes = `Path=/; HttpOnly; SameSite=Lax${isSecure ? '; Secure' : ''}`;
  return {
    name: fullName,
    read: (context) => context.cookies.get(fullName),
    set: (context, value, maxAge) =>
      context.append('Set-Cookie', `${fullName}=${value}; Max-Age=${maxAge}; ${attributes}`),
  };
}

/** What a browser keeps of persons who trust it; see `trustDevice`. */
export function trustCookie(publicUrl: string): OwnCookie {
  return ownCookie(publicUrl, 'cs_trusted');
}

/** What vouches for a browser with which people have signed in; see `vouchForDevice`. */
export function deviceCookie(publicUrl: string): OwnCookie {
  return ownCookie(publicUrl, 'cs_device');
}

/** What links that were asked for in a browser are bound to. */
export function linkCookie(publicUrl: string): OwnCookie {
  return ownCookie(publicUrl, 'cs_link');
}

/** Keeps the `state` of a sign-in to the account pages, in the browser that began it. */
export function accountCookie(publicUrl: string): OwnCookie {
  return ownCookie(publicUrl, 'cs_account');
}

/** The right to a sign-in that was begun in a browser. */
export function flowCookieOf(publicUrl: string): OwnCookie {
  return ownCookie(publicUrl, 'cs_flow');
}
