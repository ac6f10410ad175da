/**
 * Search attributes of workflows in Temporal's UI, with their types. They are stored in clear, so they hold words of
 * the configuration and a keyed hash, nothing of a person. They are registered with the namespace: by the development stack,
 * by the one-shot job of docker-compose.yml, or with `temporal operator search-attribute create`.
 */
export const searchAttributes = {
  /** Method in use of a mobile authentication, as `PUSH`. */
  AuthMethod: 'Keyword',
  /** Name of its type. */
  AuthType: 'Keyword',
  /** `pending`, then `authenticated` or the reason; of a push enrolment its own statuses. */
  AuthStatus: 'Keyword',
  /** Identifier of the application on the phone. */
  Application: 'Keyword',
  /** Keyed hash of the user's id: the operators' command line and the admin API tell it. */
  UserHash: 'Keyword',
} as const;
