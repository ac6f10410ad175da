import type { ErrorDescription } from './error-description.ts';

const everywhere = [
  'website',
  'end-user',
  'devices',
  'events',
  'introspection',
  'configuration',
  'persons',
  'authentication',
  'admin',
  'self-service',
  'app',
  'providers',
  'operations',
  'health',
  'reference',
] as const;
/** Surfaces that depend on the time. */
const withClock = everywhere.filter((surface) => surface !== 'operations' && surface !== 'health');
/** Surfaces that read JSON. */
const readingJson = [
  'end-user',
  'devices',
  'configuration',
  'persons',
  'authentication',
  'admin',
  'self-service',
  'app',
  'providers',
] as const;
/** Surfaces whose callers are API clients. */
const forApiClients = [
  'website',
  'end-user',
  'devices',
  'events',
  'introspection',
  'configuration',
  'persons',
] as const;

/** Refusals that any surface can give before a resource is reached. */
// prettier-ignore
export const transportErrors = [
  { code: 'invalid_request', wireCode: '1003', httpStatus: 400, message: 'A parameter is invalid or missing.', surfaces: everywhere, description: 'The request does not have the shape the endpoint declares; the answer names the parameter.' },
  { code: 'malformed_text', wireCode: '1003', wireError: 'invalid_request', httpStatus: 400, message: 'The text is not in the charset of the request.', surfaces: everywhere, description: 'An address is UTF-8; so is a body, unless `Content-Type` names another charset of single bytes. The answer names the parameter.' },
  { code: 'malformed_json', httpStatus: 400, message: 'The body is broken JSON, or no JSON object.', surfaces: readingJson, description: 'The body cannot be parsed; no field of it was looked at.' },
  { code: 'not_found', httpStatus: 404, message: 'There is nothing at this address.', surfaces: everywhere, description: 'No endpoint has this path.' },
  { code: 'method_not_allowed', httpStatus: 405, message: 'This address does not take that method.', surfaces: everywhere, description: 'The path exists, the method does not; `Allow` lists those that do.' },
  { code: 'body_too_large', httpStatus: 413, message: 'The body is larger than 64 KiB.', surfaces: everywhere, description: 'Bodies are limited to 64 KiB.' },
  { code: 'unsupported_media_type', httpStatus: 415, message: 'The body has a content type this endpoint does not read.', surfaces: everywhere, description: 'Website endpoints read forms, app endpoints read JSON.' },
  { code: 'internal_error', httpStatus: 500, message: 'Something went wrong on our side.', surfaces: everywhere, description: 'A fault of ours; the request id finds it in the log.' },
  { code: 'engine_unreachable', wireCode: '1103', httpStatus: 503, message: 'The workflow engine cannot be reached.', surfaces: everywhere, description: 'Temporal is away. Try again after `Retry-After`.' },
  { code: 'database_unreachable', wireCode: '1103', httpStatus: 503, message: 'The database cannot be reached.', surfaces: everywhere, description: 'PostgreSQL is away. Try again after `Retry-After`.' },
  { code: 'clock_skewed', wireCode: '1103', httpStatus: 503, message: 'The clock of the server is wrong.', surfaces: withClock, description: 'This process and PostgreSQL differ by more than `COUNTERSIGN_CLOCK_SKEW_LIMIT` ([operations.md](operations.md#clocks)). Nothing was looked at. Try again after `Retry-After`.' },
  { code: 'busy', httpStatus: 503, message: 'The server has too much to do.', surfaces: ['admin', 'authentication', 'self-service', 'persons'], description: 'Too many passwords wait to be compared in this process. Try again after `Retry-After`.' },
  { code: 'slow_down', httpStatus: 429, message: 'Too many tries.', surfaces: ['app', 'admin', 'authentication', 'self-service', 'persons', 'configuration'], description: 'A limit on tries was reached. Try again after `Retry-After`.' },
  { code: 'invalid_client', httpStatus: 401, message: 'Client authentication failed.', surfaces: forApiClients, description: 'Unknown API client or wrong secret; on the website API also a client that lacks its scope.' },
  { code: 'insufficient_scope', httpStatus: 403, message: 'The API client may not use this API.', surfaces: [...forApiClients.slice(1), 'self-service', 'admin'], description: 'The client, or the token, lacks the scope of the surface.' },
] as const satisfies readonly ErrorDescription[];
