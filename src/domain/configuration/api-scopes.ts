/** Scopes of API clients: "Valid for APIs" of the published contract, and `onegini_api_persons`. No API requires the last three yet. */
export const apiScopes = [
  'onegini_api_mobile_authentication',
  'onegini_api_end_user',
  'onegini_api_token_introspection',
  'onegini_api_events',
  'onegini_api_admin',
  'onegini_api_config',
  'onegini_api_persons',
  'onegini_api_user_registration',
  'onegini_api_insights',
  'onegini_api_payload_encryption_policy',
] as const;

export type ApiScope = (typeof apiScopes)[number];

/** A client with it can change API clients, and so give itself every other scope. */
export const administrationScope: ApiScope = 'onegini_api_admin';
