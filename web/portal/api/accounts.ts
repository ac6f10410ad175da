import type { Client } from './flow.ts';
import { request } from './request.ts';

/** An account that this browser can choose. */
export interface BrowserAccount {
  account_id: string;
  name: string | null;
  /** Masked address or name. */
  display: string;
  /** Whether its session is alive. */
  signed_in: boolean;
  current: boolean;
}

export interface AccountChoice {
  client: Client;
  accounts: BrowserAccount[];
}

const path = '/authentication/accounts';

export function readAccounts(interaction: string): Promise<AccountChoice> {
  return request('GET', path, { query: { interaction } });
}

/** @param accountId null: another person signs in. */
export function chooseAccount(interaction: string, accountId: string | null): Promise<{ redirect_to: string }> {
  return request('POST', `${path}/choose`, { body: { interaction, account_id: accountId } });
}

export function forgetAccount(interaction: string, accountId: string): Promise<AccountChoice> {
  return request('POST', `${path}/forget`, { body: { interaction, account_id: accountId } });
}
