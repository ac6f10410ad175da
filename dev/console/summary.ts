import { styleText } from 'node:util';
import type { Endpoints } from '../parts/endpoints.ts';

export interface SummaryOptions {
  endpoints: Endpoints;
  dataFolder: string;
  /** Whether API and worker run, or only what they need. */
  hasApplications: boolean;
}

/** The table of what runs where, and what to try next. */
export function describeStack({ endpoints, dataFolder, hasApplications }: SummaryOptions): string {
  const rows: [string, string | null, string][] = [
    ['Demo shop', endpoints.demo_site, 'pay a bill here'],
    ['Demo phone', endpoints.demo_phone, 'and approve it here'],
    ['API', hasApplications ? endpoints.api : null, 'for websites (/oauth/api) and apps (/app/v1)'],
    ['Temporal UI', `${endpoints.temporal_ui}/namespaces/${endpoints.temporal_namespace}`, 'every approval as it happens'],
    ['Temporal', endpoints.temporal_address, 'gRPC'],
    ['PostgreSQL', withoutPassword(endpoints.postgres_url), 'password in endpoints.json'],
    ['Provider sandbox', endpoints.sandbox, 'stands in for APNs, FCM and Twilio'],
    ['All of these', `${dataFolder}/endpoints.json`, 'addresses and credentials, for you only'],
    ['Logs', `${dataFolder}/logs`, ''],
  ];
  const shown = rows.filter((row): row is [string, string, string] => row[1] !== null);
  return ['', drawTable(shown), '', ...whatToTry(endpoints), `  ${styleText('dim', 'Ctrl-C stops everything.')}`, ''].join('\n');
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

function whatToTry({ demo_site, demo_phone }: Endpoints): string[] {
  if (!demo_site || !demo_phone) return [];
  return [
    `  ${styleText('bold', 'Try it:')}`,
    `   1. open ${demo_site} and ${demo_phone} in two tabs`,
    '   2. in the shop, choose "Connect a phone"; type the code it shows into the phone',
    '   3. pay a bill, approve it on the phone, and watch the workflow in Temporal UI',
    '',
  ];
}

function withoutPassword(url: string): string {
  const shown = new URL(url);
  shown.password = '';
  return shown.href;
}
