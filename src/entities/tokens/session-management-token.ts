import { defineEntity, p } from '@mikro-orm/core';
import type { InferEntity } from '@mikro-orm/core';
import { User } from '../persons/user.ts';
import { OauthClient } from './oauth-client.ts';

/**
 * Names a browser session to the Session API: whose it is, and how the person signed in. A site gets it with the tokens of the person. It opens
 * nothing else, and no longer counts once the session, or the site's part in it, has ended.
 */
export const SessionManagementToken = defineEntity({
  name: 'SessionManagementToken',
  tableName: 'session_management_token',
  properties: {
    /** Keyed hash of the token. */
    id: p.blob().primary(),
    /** Public handle of the session. */
    sessionId: p.string().length(64),
    user: () => p.manyToOne(User).mapToPk().index().deleteRule('cascade'),
    client: () => p.manyToOne(OauthClient).mapToPk().index().deleteRule('cascade'),
    createdAt: p.datetime(),
    expiresAt: p.datetime().index(),
  },
});
export type SessionManagementToken = InferEntity<typeof SessionManagementToken>;
