/** What a link to the page of a token carries. */
export interface LinkedToken {
  token: string;
  returnUrl: string | undefined;
}

/**
 * Takes the token out of the address: it is in the history of the browser no more, and nothing that is loaded from here on can read it there.
 * @returns undefined: the address has none, such as after a reload.
 */
function takeToken(): LinkedToken | undefined {
  if (!/^\/token(?:\/|$)/.test(location.pathname)) return undefined;
  const query = new URLSearchParams(location.search);
  const [token, returnUrl] = [query.get('token'), query.get('return_url')];
  history.replaceState(null, '', '/token/');
  return token ? { token, returnUrl: returnUrl ?? undefined } : undefined;
}

/** Taken when the first script runs, before the page itself is asked for. */
export const linkedToken = takeToken();
