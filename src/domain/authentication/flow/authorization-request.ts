/** What a client asked for, in the words of OAuth. */
export interface AuthorizationRequest {
  acr_values?: string | undefined;
  max_age?: number | undefined;
  /** `prompt=login`: a session does not do. */
  is_new_asked?: boolean;
  login_hint?: string | undefined;
  ui_locales?: string | undefined;
  /** What else `/authorize` is asked with, where the client began here. */
  parameters?: Record<string, string>;
  /** Where the browser goes on after a sign-in by an action token that names no address, if it is allowed. */
  returnUrl?: string | undefined;
}
