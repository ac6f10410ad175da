import type { Context } from 'koa';
import type { Provider } from 'oidc-provider';
import {
  findBrowserAccounts,
  forgetBrowserAccount,
  noteUse,
} from '../../commands/authentication/browser-accounts/browser-accounts.ts';
import type { KnownAccount } from '../../commands/authentication/browser-accounts/browser-accounts.ts';
import { recordEvent } from '../../commands/events/record-event.ts';
import { originOf } from '../../commands/events/request-origin.ts';
import { CountersignError } from '../../errors/countersign-error.ts';
import type { AuthorizationServerDeps } from '../authorization-server-deps.ts';
import { accountsCookie, setSessionCookie } from '../cookies.ts';
import { renameSession } from '../sessions/rename-session.ts';
import { tokenRequestOrigin } from '../request-origin.ts';
import { findInteraction } from './interactions.ts';
import { presentInteraction } from './present-interaction.ts';
import type { LoadedInteraction } from './present-interaction.ts';
import { settleInteraction } from './stored-interaction.ts';
import type { StoredInteraction } from './stored-interaction.ts';

type Deps = Pick<AuthorizationServerDeps, 'em' | 'clock' | 'keyring' | 'random' | 'registry' | 'environment'>;

/** The accounts of a browser, as a person chooses among them. */
export interface AccountChoice {
  client: LoadedInteraction['client'];
  accounts: (KnownAccount & { isCurrent: boolean })[];
}

/** What a person chose: the result of the prompt, which stays with the request until its end. */
export interface ChosenAccount {
  /** The session of the browser does not do: its person is not who was chosen. */
  isAnother?: boolean;
  /** Whom the sign-in is for, if they chose one; it proves nothing. */
  personId?: string;
}

/** The choice of an account that a site asks for (`prompt=select_account`), in the browser that a request came from. */
export interface Accounts {
  /** @throws CountersignError `interaction_unknown` */
  loadAccounts(ctx: Context, uid: string): Promise<AccountChoice>;
  /**
   * Goes on with an account: in its session where that is alive, under a new id of it; else its person signs in. No account: another
   * person signs in.
   * @returns the address at which the browser goes on.
   * @throws CountersignError `interaction_unknown`, `browser_account_unknown`
   */
  chooseAccount(ctx: Context, uid: string, id: string | null): Promise<string>;
  /** Forgets an account, and signs it out in this browser. @throws CountersignError `interaction_unknown`, `browser_account_unknown` */
  forgetAccount(ctx: Context, uid: string, id: string): Promise<AccountChoice>;
}

export function createAccounts(deps: Deps, provider: () => Promise<Provider>): Accounts {
  const { publicUrl } = deps.environment;
  const load = async (ctx: Context, uid: string) => {
    const found = await findInteraction(deps, await provider(), { ctx, uid });
    if (found.interaction.prompt.name !== 'select_account') throw new CountersignError('interaction_unknown');
    const accounts = await findBrowserAccounts(deps, accountsCookie(publicUrl).read(ctx));
    return { ...found, accounts };
  };
  const choiceOf = async ({ interaction, session, accounts }: Awaited<ReturnType<typeof load>>) => ({
    client: presentInteraction(await deps.registry.current(), interaction, session).client,
    accounts: accounts.map((each) => ({ ...each, isCurrent: each.isSignedIn && each.sessionId === session?.uid })),
  });
  return {
    loadAccounts: async (ctx, uid) => choiceOf(await load(ctx, uid)),

    async chooseAccount(ctx, uid, id) {
      const { interaction, session, accounts } = await load(ctx, uid);
      const chosen = id === null ? undefined : accounts.find((account) => account.id === id);
      if (id !== null && !chosen) throw new CountersignError('browser_account_unknown');
      interaction.session = session && { accountId: session.accountId, uid: session.uid, cookie: '' };
      const isHere = chosen?.isSignedIn === true && chosen.sessionId === session?.uid;
      if (isHere) await settle(deps, interaction, {});
      else if (!chosen?.isSignedIn || !(await enterSession(deps, await provider(), { ctx, interaction, chosen })))
        await settle(deps, interaction, { isAnother: true, ...(chosen && { personId: chosen.personId }) });
      return interaction.returnTo;
    },

    async forgetAccount(ctx, uid, id) {
      const found = await load(ctx, uid);
      const list = accountsCookie(publicUrl).read(ctx);
      const isForgotten = await forgetBrowserAccount(deps, list, { id, origin: tokenRequestOrigin(ctx) });
      if (!isForgotten) throw new CountersignError('browser_account_unknown');
      return choiceOf({ ...found, accounts: found.accounts.filter((account) => account.id !== id) });
    },
  };
}

/**
 * Makes the session of an account that of the browser. Of several choices at once one is taken.
 * @returns false when it ended meanwhile.
 */
async function enterSession(
  deps: Deps,
  provider: Provider,
  { ctx, interaction, chosen }: { ctx: Context; interaction: StoredInteraction; chosen: KnownAccount },
): Promise<boolean> {
  const { personId, sessionId } = chosen;
  const former = interaction.session?.uid;
  const id = await deps.em().transactional(async (em) => {
    const now = deps.clock();
    const renamed = await renameSession(deps, { personId, sessionId });
    if (renamed === undefined) return undefined;
    if (former !== undefined) await renameSession(deps, { sessionId: former });
    await noteUse(em, chosen.id, now);
    interaction.session = { accountId: personId, uid: sessionId, cookie: '' };
    await settle(deps, interaction, {});
    const origin = originOf(tokenRequestOrigin(ctx));
    const event = {
      name: 'SESSION CHOSEN',
      occurredAt: now,
      ...origin,
      userId: personId,
      subjectId: sessionId,
    } as const;
    recordEvent(em, event);
    return renamed;
  });
  if (id !== undefined) setSessionCookie(provider, ctx, id);
  return id !== undefined;
}

async function settle(deps: Deps, interaction: StoredInteraction, chosen: ChosenAccount): Promise<void> {
  if (!(await settleInteraction(deps, interaction, { select_account: chosen })))
    throw new CountersignError('interaction_unknown');
}
