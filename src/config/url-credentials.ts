/** User name and password of a URL, decoded; empty where there are none. Undefined when their escapes are no text. */
export function readCredentials(url: URL): { username: string; password: string } | undefined {
  try {
    return { username: decodeURIComponent(url.username), password: decodeURIComponent(url.password) };
  } catch {
    return undefined;
  }
}
