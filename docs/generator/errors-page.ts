import type { ErrorDescription } from '../../src/errors/error-catalogue.ts';
import { personCodeOf } from '../../src/errors/error-description.ts';
import { code, generatedNotice, table } from './markdown.ts';

const surfaces = {
  website: {
    title: 'Website API',
    shape: '`/oauth/api/v4`. The body carries `error_code` where the published contract has one.',
  },
  'end-user': { title: 'End-user API', shape: '`/oauth/api/v1`.' },
  devices: {
    title: 'Device API',
    shape:
      '`/oauth/api/v3/users` and `/oauth/api/v4/users`. JSON `code`, `message`, `details`; `code` is the published one of the HTTP status.',
  },
  events: { title: 'Events API', shape: '`/oauth/api/v1/events`. As the Device API.' },
  introspection: { title: 'Token introspection', shape: '`/oauth/api/v1/token` and `/oauth/api/v2/token`.' },
  configuration: {
    title: 'Configuration API',
    shape:
      '`/oauth/api/v1/configuration`. JSON `code`, `message`, `details`; `code` is the published one of the HTTP status.',
  },
  persons: {
    title: 'Persons API',
    shape:
      '`/api`. JSON `error_code` and `error_message`; a code from 9000 on is 9000 and the HTTP status, where the published contract has none.',
  },
  authentication: { title: 'Flow API', shape: '`/authentication`. RFC 9457 problem details with this `code`.' },
  admin: { title: 'Admin API', shape: '`/admin/v1`. RFC 9457 problem details with this `code`.' },
  'self-service': {
    title: 'Self-service API',
    shape: '`/self-service/v1`. RFC 9457 problem details with this `code`.',
  },
  app: { title: 'App API', shape: '`/app/v1`. RFC 9457 problem details with this `code`.' },
  providers: { title: 'Providers', shape: '`/providers`. RFC 9457 problem details with this `code`.' },
  health: { title: 'Health', shape: '`/health`. RFC 9457 problem details with this `code`.' },
  reference: { title: 'Reference', shape: '`/openapi.json` and `/docs`. RFC 9457 problem details with this `code`.' },
  operations: { title: 'Operations', shape: 'Health, metrics and the payload codec, on the internal port.' },
} satisfies Record<ErrorDescription['surfaces'][number], { title: string; shape: string }>;

/** docs/errors.md: every refusal, by the surface that gives it. */
export function errorsPage(catalogue: readonly ErrorDescription[]): string {
  const sections = Object.entries(surfaces).map(([surface, { title, shape }]) => {
    const given = catalogue.filter((entry) => entry.surfaces.some((name) => name === surface));
    const rows = given.map((entry) => [
      entry.wireError ? `${code(entry.code)} (\`error\`: ${code(entry.wireError)})` : code(entry.code),
      surface === 'persons' ? String(personCodeOf(entry)) : (entry.wireCode ?? ''),
      String(entry.httpStatus),
      entry.message,
      entry.description,
    ]);
    return `\n## ${title}\n\n${shape}\n\n${table(['code', '`error_code`', 'HTTP', 'message', 'when, and what to do'], rows)}`;
  });
  return `${generatedNotice}
# Errors

Every refusal has a stable code. The message is for people and may change; the code does not. Causes and details are in the
log, found by the request id of the answer. The catalogue is \`src/errors/error-catalogue.ts\`: a refusal is added there first.
${sections.join('')}`;
}
