import type { ListedEvent } from './activity-query.ts';

const columns = [
  'event_identifier',
  'occurred',
  'event_name',
  'event_type',
  'user_id',
  'client_id',
  'app_name',
  'client_ip',
  'user_agent',
  'event_agent_user',
  'transaction_id',
] as const satisfies readonly (keyof ListedEvent)[];

/** Events as CSV (RFC 4180), a line each, with times as RFC 3339. */
export function writeCsv(events: readonly ListedEvent[]): string {
  const lines = events.map((event) => columns.map((name) => cell(name === 'occurred' ? iso(event) : event[name])));
  return [[...columns], ...lines].map((line) => `${line.join(',')}\r\n`).join('');
}

function iso({ occurred }: ListedEvent): string {
  return new Date(occurred).toISOString();
}

/** A text that a spreadsheet would compute begins with an apostrophe: apps and callers choose some of these texts. */
function cell(value: string | number | null): string {
  const text = String(value ?? '');
  const harmless = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
