import { request, type Problem } from './request.ts';

/** Where a person signs in to this page, and proves anew who they are. The server leads back to the page from there. */
const signInPath = '/account/sign-in';

export function signIn(): void {
  location.assign(signInPath);
}

/**
 * Has the person prove what a change asks for (RFC 9470): its level, and a sign-in that is new enough. The page asks for one of half
 * the age, so that there is time to go on afterwards.
 */
export function stepUp({ details }: Problem): void {
  const level = /:(\d)$/.exec(String(details['acr_values']))?.[1] ?? '1';
  const maxAge = Math.floor(Number(details['max_age'] ?? 0) / 2);
  location.assign(`${signInPath}?${new URLSearchParams({ level, max_age: String(maxAge) })}`);
}

export function signOut(): Promise<void> {
  return request('DELETE', '/self-service/v1/session');
}
