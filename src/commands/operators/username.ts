/** One spelling of a username, whatever the case it is typed in. Usernames are ASCII, so no other letter looks the same. */
export function normaliseUsername(username: string): string {
  return username.toLowerCase();
}
