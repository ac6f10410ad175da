import { createRootRoute, createRoute, createRouter, lazyRouteComponent, Outlet } from '@tanstack/react-router';
import { NotFoundPage } from './shell/not-found-page.tsx';
import { PageProblem } from './parts/page-problem.tsx';
import { Shell } from './shell/shell.tsx';
import { SignInPage } from './session/sign-in-page.tsx';
import { HomePage } from './shell/home-page.tsx';

/** Only text, and only these names: everything else in an address is ignored. */
function texts<Name extends string>(names: readonly Name[]) {
  return (search: Record<string, unknown>): Partial<Record<Name, string>> =>
    Object.fromEntries(
      names.flatMap((name) => {
        const value = search[name];
        return typeof value === 'string' && value !== '' ? [[name, value]] : [];
      }),
    ) as Partial<Record<Name, string>>;
}

function writeSearch(search: Record<string, unknown>): string {
  const given = Object.entries(search).filter((entry): entry is [string, string] => Boolean(entry[1]));
  return given.length > 0 ? `?${new URLSearchParams(given)}` : '';
}

const root = createRootRoute({ component: Outlet, notFoundComponent: NotFoundPage });

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  validateSearch: texts(['to']),
  component: SignInPage,
});

const shell = createRoute({ getParentRoute: () => root, id: 'shell', component: Shell });

const home = createRoute({ getParentRoute: () => shell, path: '/', component: HomePage });

const overview = createRoute({
  getParentRoute: () => shell,
  path: '/overview',
  validateSearch: texts(['range']),
  component: lazyRouteComponent(() => import('./overview/overview-page.tsx'), 'OverviewPage'),
});

const users = createRoute({
  getParentRoute: () => shell,
  path: '/users',
  validateSearch: texts(['q', 'status', 'method', 'sort']),
  component: lazyRouteComponent(() => import('./users/users-page.tsx'), 'UsersPage'),
});

const user = createRoute({
  getParentRoute: () => shell,
  path: '/users/$userId',
  component: lazyRouteComponent(() => import('./users/user-page.tsx'), 'UserPage'),
});

const activity = createRoute({
  getParentRoute: () => shell,
  path: '/activity',
  validateSearch: texts(['page', 'user_id', 'client_id', 'transaction_id', 'event_type', 'from', 'until']),
  component: lazyRouteComponent(() => import('./activity/activity-page.tsx'), 'ActivityPage'),
});

const transactions = createRoute({
  getParentRoute: () => shell,
  path: '/transactions',
  validateSearch: texts(['status', 'reason', 'method', 'callback', 'user_id']),
  component: lazyRouteComponent(() => import('./transactions/transactions-page.tsx'), 'TransactionsPage'),
});

const transaction = createRoute({
  getParentRoute: () => shell,
  path: '/transactions/$transactionId',
  component: lazyRouteComponent(() => import('./transactions/transaction-page.tsx'), 'TransactionPage'),
});

const messages = createRoute({
  getParentRoute: () => shell,
  path: '/messages',
  validateSearch: texts(['status', 'channel', 'template', 'user_id', 'since', 'until']),
  component: lazyRouteComponent(() => import('./messages/messages-page.tsx'), 'MessagesPage'),
});

const message = createRoute({
  getParentRoute: () => shell,
  path: '/messages/$messageId',
  component: lazyRouteComponent(() => import('./messages/message-page.tsx'), 'MessagePage'),
});

const channels = createRoute({
  getParentRoute: () => shell,
  path: '/channels',
  component: lazyRouteComponent(() => import('./messages/channels-page.tsx'), 'ChannelsPage'),
});

const configuration = createRoute({
  getParentRoute: () => shell,
  path: '/configuration/$kind',
  component: lazyRouteComponent(() => import('./configuration/resource-list-page.tsx'), 'ConfigurationPage'),
});

const addition = createRoute({
  getParentRoute: () => shell,
  path: '/configuration/$kind/new',
  validateSearch: texts(['of']),
  component: lazyRouteComponent(() => import('./configuration/resource-form-page.tsx'), 'NewPage'),
});

const edit = createRoute({
  getParentRoute: () => shell,
  path: '/configuration/$kind/edit/$id',
  component: lazyRouteComponent(() => import('./configuration/resource-form-page.tsx'), 'EditPage'),
});

const templates = createRoute({
  getParentRoute: () => shell,
  path: '/templates',
  component: lazyRouteComponent(() => import('./templates/templates-page.tsx'), 'TemplatesPage'),
});

const template = createRoute({
  getParentRoute: () => shell,
  path: '/templates/$key',
  validateSearch: texts(['locale']),
  component: lazyRouteComponent(() => import('./templates/template-page.tsx'), 'TemplatePage'),
});

const system = createRoute({
  getParentRoute: () => shell,
  path: '/system',
  component: lazyRouteComponent(() => import('./system/system-page.tsx'), 'SystemPage'),
});

const roles = createRoute({
  getParentRoute: () => shell,
  path: '/roles',
  component: lazyRouteComponent(() => import('./operators/roles-page.tsx'), 'RolesPage'),
});

const signingKeys = createRoute({
  getParentRoute: () => shell,
  path: '/signing-keys',
  component: lazyRouteComponent(() => import('./signing-keys/signing-keys-page.tsx'), 'SigningKeysPage'),
});

/** Each page is a file of its own, loaded when it is opened. */
export const router = createRouter({
  basepath: '/console',
  routeTree: root.addChildren([
    signIn,
    shell.addChildren([
      home,
      overview,
      users,
      user,
      activity,
      transactions,
      transaction,
      messages,
      message,
      channels,
      configuration,
      addition,
      edit,
      templates,
      template,
      system,
      roles,
      signingKeys,
    ]),
  ]),
  defaultPreload: 'intent',
  defaultErrorComponent: PageProblem,
  // As text: a user id of digits is no number.
  parseSearch: (text) => Object.fromEntries(new URLSearchParams(text)),
  stringifySearch: writeSearch,
  scrollRestoration: true,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
