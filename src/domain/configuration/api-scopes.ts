/** What an API client can be allowed: "Valid for APIs" of the published contract. */
export const apiScopes = [
  'onegini_api_mobile_authentication',
  'onegini_api_end_user',
  'onegini_api_token_introspection',
  'onegini_api_events',
  'onegini_api_admin',
  'onegini_api_config',
] as const;

export type ApiScope = (typeof apiScopes)[number];

/** Who holds it can change API clients, and so give itself every other scope. */
export const administrationScope: ApiScope = 'onegini_api_admin';
