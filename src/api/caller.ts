/**
 * Who calls: what of credentials a surface or a route asks for. `device`: an installation that proves its key and has no token
 * yet; `provider`: one that signs what it reports; `enrolled-app`: an app with a token, or with the proof alone and the profile that it speaks for.
 */
export type Caller = 'anybody' | 'api-client' | 'operator' | 'device' | 'app' | 'enrolled-app' | 'provider';
