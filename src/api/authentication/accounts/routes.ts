import type { z } from 'zod';
import type { ApiDeps } from '../../api-deps.ts';
import { defineRoute } from '../../http/route.ts';
import type { Route } from '../../http/route.ts';
import { presentClient } from '../client.ts';
import { accountsAnswer, accountsQuery, chooseAnswer, chooseBody, forgetBody } from './schema.ts';

type Choice = Awaited<ReturnType<ApiDeps['authorizationServer']['loadAccounts']>>;

/** The accounts of a browser, among which a site has a person choose (contract/authentication.md section 5). */
export function accountRoutes({ authorizationServer }: Pick<ApiDeps, 'authorizationServer'>): Route[] {
  return [
    defineRoute({
      method: 'get',
      path: '/accounts',
      summary: 'The accounts of this browser',
      query: accountsQuery,
      responses: { 200: accountsAnswer },
      handler: async ({ query, context }) => {
        return { status: 200, body: present(await authorizationServer.loadAccounts(context, query.interaction)) };
      },
    }),
    defineRoute({
      method: 'post',
      path: '/accounts/choose',
      summary: 'Go on with an account, or with another one',
      body: chooseBody,
      responses: { 200: chooseAnswer },
      handler: async ({ body: { interaction, account_id: id }, context }) => {
        return {
          status: 200,
          body: { redirect_to: await authorizationServer.chooseAccount(context, interaction, id) },
        };
      },
    }),
    defineRoute({
      method: 'post',
      path: '/accounts/forget',
      summary: 'Forget an account in this browser',
      body: forgetBody,
      responses: { 200: accountsAnswer },
      handler: async ({ body: { interaction, account_id: id }, context }) => {
        return { status: 200, body: present(await authorizationServer.forgetAccount(context, interaction, id)) };
      },
    }),
  ];
}

function present({ client, accounts }: Choice): z.input<typeof accountsAnswer> {
  return {
    client: presentClient(client.id, client),
    accounts: accounts.map(({ id, name, display, isSignedIn, isCurrent }) => {
      return { account_id: id, name: name || null, display, signed_in: isSignedIn, current: isCurrent };
    }),
  };
}
