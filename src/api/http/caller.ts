/**
 * Who calls: what of credentials a surface or a route asks for. `person`: a person with an access token for the self-service API, or with the session of their browser; `device`: an installation that proves its key and has no token
 * yet; `provider`: one that signs what it reports; `enrolled-app`: an app with a token, or with the proof alone and the registration that it speaks for.
 */
export type Caller =
  | 'anonymous'
  | 'api-client'
  | 'operator'
  | 'client-or-operator'
  | 'person'
  | 'device'
  | 'app'
  | 'enrolled-app'
  | 'provider';
