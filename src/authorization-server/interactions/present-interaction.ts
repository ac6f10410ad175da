import type { OauthRegistry } from '../../commands/tokens/registry/oauth-registry.ts';
import { strictestOf } from '../../domain/authentication/levels.ts';
import type { Requirement } from '../../domain/authentication/levels.ts';
import type { BrowserSession } from '../sessions/browser-session.ts';
import type { ChosenAccount } from './accounts.ts';
import { requirementsOf } from './sign-in-requirements.ts';
import type { StoredInteraction } from './stored-interaction.ts';

/** A sign-in or a consent that a site waits for, as the pages and the flow API need it. */
export interface LoadedInteraction {
  uid: string;
  /** What is asked of the person, `login` or `consent`, and why. */
  prompt: { name: string; reasons: readonly string[] };
  client: {
    id: string;
    name: string;
    logoUri: string | null;
    policyUri: string | null;
    tosUri: string | null;
    firstParty: boolean;
  };
  /** Of the authorization request. */
  params: {
    acrValues: string | null;
    maxAge: number | null;
    loginHint: string | null;
    uiLocales: string | null;
    resource: readonly string[];
    scope: readonly string[];
  };
  /** What the sign-in has to be at least, policies apart: the strictest of request, client and resources. */
  required: Requirement & {
    /** A session does not do: the site asks for a new sign-in. */
    reauthenticate: boolean;
  };
  /** Who is signed in with this browser already. */
  session: BrowserSession | undefined;
  /** Whom the person chose among the accounts of the browser; it proves nothing. */
  chosenPersonId: string | undefined;
}

/** Reasons of the provider for which a session does not do. */
const wantsNewSignIn: ReadonlySet<string> = new Set([
  'login_prompt',
  'max_age',
  'reauthentication',
  'id_token_hint',
  'claims_id_token_sub_value',
  'another_account',
]);

/** Whether a session does not do: the site asks for a new sign-in. */
export function isNewSignInWanted({ prompt }: Pick<StoredInteraction, 'prompt'>): boolean {
  return prompt.reasons.some((reason) => wantsNewSignIn.has(reason));
}

export function presentInteraction(
  registry: OauthRegistry,
  interaction: StoredInteraction,
  session: BrowserSession | undefined,
): LoadedInteraction {
  const { params, prompt, uid } = interaction;
  const clientId = String(params['client_id']);
  const client = registry.clients.get(clientId)?.client;
  return {
    uid,
    prompt: { name: prompt.name, reasons: prompt.reasons },
    client: {
      id: clientId,
      name: client?.name ?? clientId,
      logoUri: client?.logoUri ?? null,
      policyUri: client?.policyUri ?? null,
      tosUri: client?.tosUri ?? null,
      firstParty: client?.firstParty ?? false,
    },
    params: {
      acrValues: textOf(params['acr_values']),
      maxAge: params['max_age'] === undefined ? null : Number(params['max_age']),
      loginHint: textOf(params['login_hint']),
      uiLocales: textOf(params['ui_locales']),
      resource: [params['resource'] ?? []].flat().map(String),
      scope: (textOf(params['scope']) ?? '').split(' ').filter((name) => name !== ''),
    },
    required: {
      ...(requirementsOf(registry, params) ?? strictestOf([])),
      reauthenticate: isNewSignInWanted(interaction),
    },
    session,
    chosenPersonId: (interaction.lastSubmission?.['select_account'] as ChosenAccount | undefined)?.personId,
  };
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}
