/**
 * Condition of a query of tokens `t`, with the time as its second parameter: a token that expires with its session is valid only while that
 * session is, as the provider checks at its own endpoints.
 */
export const whileSessionLasts = `(t.payload->>'expiresWithSession' is distinct from 'true' or exists (
         select from oauth_artifact s
          where s.model = 'Session' and s.uid = t.payload->>'sessionUid' and s.account_id = t.account_id and s.expires_at > $2))`;
