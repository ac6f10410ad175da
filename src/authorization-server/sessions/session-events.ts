import type { KoaContextWithOIDC, Provider } from 'oidc-provider';
import { writeEvent } from '../../commands/events/record-event.ts';
import { originOf } from '../../commands/events/request-origin.ts';
import type { AuthorizationServerDeps } from '../authorization-server-deps.ts';
import { currentRequestOrigin, tokenRequestOrigin } from '../request-origin.ts';

type Deps = Pick<AuthorizationServerDeps, 'em' | 'clock' | 'log'>;
type RequestOrigin = ReturnType<typeof currentRequestOrigin>;

/** Has recorded when a person signs in with a browser, and when they sign out by a page of ours. */
export function recordSessions(provider: Provider, deps: Deps): void {
  provider.on('interaction.ended', (ctx: KoaContextWithOIDC) => {
    const { result, session } = ctx.oidc;
    if (result?.login && session) record(deps, 'SESSION CREATED', session, tokenRequestOrigin(ctx));
  });
  provider.on('session.destroyed', (session: { uid: string; accountId?: string }) =>
    record(deps, 'SESSION ENDED', session, currentRequestOrigin()),
  );
}

/** The answer does not wait for it. */
function record(
  deps: Deps,
  name: 'SESSION CREATED' | 'SESSION ENDED',
  { uid, accountId }: { uid: string; accountId?: string | undefined },
  origin: RequestOrigin,
): void {
  if (!accountId) return;
  const event = { name, occurredAt: deps.clock(), ...originOf(origin), userId: accountId, subjectId: uid };
  writeEvent(deps, event).catch((error: unknown) =>
    deps.log.warn({ err: error, request_id: origin.requestId }, 'event of a session not recorded'),
  );
}
