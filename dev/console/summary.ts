import { styleText } from 'node:util';
import { demoCustomers } from '../parts/demonstration.ts';
import type { Endpoints } from '../parts/endpoints.ts';
import type { Sandbox } from '../parts/sandbox.ts';

export interface SummaryOptions {
  endpoints: Endpoints;
  dataFolder: string;
  /** Base URL of metrics, health and codec; undefined when only the infrastructure runs. */
  operationsUrl: string | undefined;
  sandbox: Pick<Sandbox, 'apnsUrl' | 'httpsUrl' | 'smtpAddress'>;
}

/** The table of all addresses, with advice on what to try. */
export function describeStack({ endpoints, dataFolder, operationsUrl, sandbox }: SummaryOptions): string {
  const rows: [string, string | null | undefined, string][] = [
    ['Demo shop', endpoints.demo_site, 'pay a bill here'],
    ['Demo phone', endpoints.demo_phone, 'and approve it here'],
    ['Demo club', endpoints.demo_club, 'a second site, by the same sign-in'],
    ['Sign-in pages', endpoints.demo_site && `${endpoints.api}/sign-in`, 'where the shop and other sites send people'],
    ['Account', endpoints.demo_site && `${endpoints.api}/account`, 'where the customers add passkeys'],
    ['Console', endpoints.demo_site && `${endpoints.api}/console`, 'for operators: endpoints.json has them'],
    ['API', operationsUrl && endpoints.api, 'for websites (/oauth/api) and apps (/app/v1)'],
    ['Admin API', operationsUrl && endpoints.admin_api, 'what the console uses, for scripts too'],
    ['Operations', operationsUrl, '/metrics, /health/ready, /codec'],
    ['Temporal UI', workflowsAt(endpoints), 'every workflow as it happens'],
    ['Temporal', endpoints.temporal_address, 'gRPC'],
    ['PostgreSQL', withoutPassword(endpoints.postgres_url), 'password in endpoints.json'],
    ['Inbox', `${endpoints.sandbox}/inbox`, 'mails and messages that were sent'],
    ['Provider sandbox', endpoints.sandbox, 'what the providers were sent, as JSON'],
    ['  its APNs', sandbox.apnsUrl, 'HTTP/2'],
    ['  its FCM and Twilio', sandbox.httpsUrl, ''],
    ['  its SMTP', sandbox.smtpAddress, 'STARTTLS'],
    ['All of these', `${dataFolder}/endpoints.json`, 'addresses and credentials, for you only'],
    ['Logs', `${dataFolder}/logs`, ''],
  ];
  const shown = rows.filter((row): row is [string, string, string] => Boolean(row[1]));
  return [
    '',
    drawTable(shown),
    '',
    ...whatToTry(endpoints),
    `  ${styleText('dim', 'Ctrl-C stops everything.')}`,
    '',
  ].join('\n');
}

function drawTable(rows: readonly [string, string, string][]): string {
  const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => row[column]!.length)));
  const rule = (left: string, middle: string, right: string) =>
    `  ${left}${widths.map((width) => '─'.repeat(width + 2)).join(middle)}${right}`;
  const lines = rows.map(([name, where, what]) => {
    const cells = [
      styleText('bold', name.padEnd(widths[0]!)),
      styleText('cyan', where.padEnd(widths[1]!)),
      styleText('dim', what.padEnd(widths[2]!)),
    ];
    return `  │ ${cells.join(' │ ')} │`;
  });
  return [rule('┌', '┬', '┐'), ...lines, rule('└', '┴', '┘')].join('\n');
}

function workflowsAt({ temporal_ui, temporal_namespace }: Endpoints): string {
  return `${temporal_ui}/namespaces/${temporal_namespace}/workflows`;
}

/** Only the approvals; too long for the table. */
function approvalsAt(endpoints: Endpoints): string {
  return `${workflowsAt(endpoints)}?${new URLSearchParams({ query: 'WorkflowType="mobileAuthentication"' })}`;
}

function whatToTry(endpoints: Endpoints): string[] {
  if (!endpoints.demo_site) return [`  Approvals in Temporal's UI: ${approvalsAt(endpoints)}`, ''];
  return [
    `  ${styleText('bold', 'Try it:')}`,
    `   1. open the shop, ${endpoints.demo_site}, and choose "Sign in as Alex"`,
    '   2. choose "Connect a phone", then "Open the phone": a second tab is the phone, the code is filled in',
    '      choose "Connect" there, and a PIN, or "Go on without a PIN"',
    "   3. back in the shop pay a bill, and approve it in the phone's tab",
    `   4. watch its workflow: ${approvalsAt(endpoints)}`,
    `   5. sign out, and choose "Sign in with your phone": ${demoCustomers[0]!.username}, "${demoCustomers[0]!.password}", then the phone`,
    `   6. open the club, ${endpoints.demo_club}: "Sign in" asks nothing again, and "Reserve four panels" asks for a second proof`,
    '',
  ];
}

function withoutPassword(url: string): string {
  const shown = new URL(url);
  shown.password = '';
  return shown.href;
}
