import { endSessions } from '../../commands/tokens/sessions/end-sessions.ts';
import type { RequestOrigin } from '../../commands/events/request-origin.ts';
import type { AuthorizationServerDeps } from '../authorization-server-deps.ts';
import type { SignIn } from './completed-flows.ts';
import type { StoredInteraction } from './stored-interaction.ts';

interface Found {
  interaction: StoredInteraction;
  /** Of the browser. */
  session: { accountId: string; uid: string } | undefined;
  /** Has the browser leave a session of another person that goes on, because both are chosen among; undefined: that one ends. */
  leave?: (() => Promise<void>) | undefined;
}

/**
 * The provider goes on in the session that the interaction was begun in. One that is gone is no session, and one of another person ends,
 * unless they are accounts that are chosen among: a browser has one.
 */
export async function leaveFormerSession(
  deps: Pick<AuthorizationServerDeps, 'em' | 'clock'>,
  origin: RequestOrigin,
  { interaction, session, leave }: Found,
  signIn: SignIn,
): Promise<void> {
  const isOther = session !== undefined && session.accountId !== signIn.accountId;
  if (isOther) await (leave ? leave() : endSession(deps, session, origin));
  if (isOther || interaction.session?.uid !== session?.uid) delete interaction.session;
  // The provider makes no other session of what this one proved: not without its cookie, and not after its end.
  if (signIn.builtOn !== undefined)
    interaction.session ??= { accountId: signIn.accountId, uid: signIn.builtOn, cookie: '' };
}

async function endSession(
  deps: Pick<AuthorizationServerDeps, 'em' | 'clock'>,
  { accountId: userId, uid: sessionId }: NonNullable<Found['session']>,
  origin: RequestOrigin,
): Promise<void> {
  await endSessions(deps, { userId, sessionId, removeTokens: true }, { event: 'SESSION ENDED', origin });
}
