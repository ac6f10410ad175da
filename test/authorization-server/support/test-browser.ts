/** The response to one request of a browser. */
export interface Visit {
  url: string;
  status: number;
  location: string | null;
  headers: Headers;
  text: string;
}

interface Cookie {
  value: string;
  path: string;
  attributes: string;
}

/** Pages that wait for input of the person. */
const pages: ReadonlySet<string> = new Set(['/sign-in', '/consent']);

/** The cookies and redirects of a browser, by RFC 6265. */
export class TestBrowser {
  /** By name; cookies with a path by name and path. */
  readonly cookies = new Map<string, Cookie>();
  userAgent = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';

  /** Sends one request and follows no redirect. */
  async visit(url: string, init: RequestInit = {}): Promise<Visit> {
    const { pathname } = new URL(url);
    const cookie = [...this.cookies]
      .filter(([, { path }]) => pathname === path || pathname.startsWith(path.endsWith('/') ? path : `${path}/`))
      .map(([key, { value }]) => `${key.split(' ')[0]}=${value}`)
      .join('; ');
    const headers = { accept: 'text/html', 'user-agent': this.userAgent, ...(cookie && { cookie }) };
    const response = await fetch(url, {
      redirect: 'manual',
      ...init,
      headers: { ...headers, ...(init.headers as Record<string, string> | undefined) },
    });
    for (const line of response.headers.getSetCookie()) this.#keep(line);
    const location = response.headers.get('location');
    return {
      url,
      status: response.status,
      location: location === null ? null : new URL(location, url).href,
      headers: response.headers,
      text: await response.text(),
    };
  }

  /** Follows redirects within the server. @returns the last visit: a page, or a redirect to another origin. */
  async follow(url: string): Promise<Visit> {
    const { origin } = new URL(url);
    let visit = await this.visit(url);
    while (visit.location !== null && new URL(visit.location).origin === origin) {
      if (pages.has(new URL(visit.location).pathname)) return visit;
      visit = await this.visit(visit.location);
    }
    return visit;
  }

  #keep(line: string): void {
    const [pair = '', ...attributes] = line.split('; ');
    const at = pair.indexOf('=');
    const name = pair.slice(0, at);
    const value = pair.slice(at + 1);
    const path = attributes.find((each) => each.startsWith('path='))?.slice(5) ?? '/';
    const expires = attributes.find((each) => each.startsWith('expires='))?.slice(8);
    const key = path === '/' ? name : `${name} ${path}`;
    if (value === '' || (expires !== undefined && Date.parse(expires) < Date.now())) this.cookies.delete(key);
    else this.cookies.set(key, { value, path, attributes: attributes.join('; ') });
  }
}
