import type { AppApi } from './transport/app-api.ts';

/** An address that signs a browser in, once, within a minute. */
export interface WebSignIn {
  /** Open it at once in the browser of the device; store it nowhere. */
  url: string;
  expiresAt: Date;
}

/**
 * Gets an address that signs a browser in as a user of this app and leads it on.
 *
 * @param targetUrl where the browser goes on: an address of the server's list.
 * @throws CountersignError `redirect_not_allowed`, `action_token_feature_off`, `person_not_found` (the user has no account to sign in
 * to), `person_not_active`, `slow_down`
 */
export async function openOnWeb({ api }: { api: AppApi }, profileId: string, targetUrl: string): Promise<WebSignIn> {
  const answer = await api.send(profileId, {
    path: '/app-to-web',
    purpose: 'app-to-web',
    intent: targetUrl,
    compose: async () => ({ target_url: targetUrl }),
  });
  return { url: answer.text('url'), expiresAt: answer.date('expires_at') };
}
