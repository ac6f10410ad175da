import type { ErrorDescription } from './error-description.ts';

const everywhere = ['website', 'end-user', 'devices', 'events', 'introspection', 'configuration', 'admin', 'app', 'providers', 'operations', 'health', 'reference'] as const;
/** Surfaces whose callers are API clients. */
const forApiClients = ['website', 'end-user', 'devices', 'events', 'introspection', 'configuration'] as const;

/** Refusals that any surface can give before a resource is reached. */
export const transportErrors = [
  { code: 'invalid_request', wireCode: '1003', httpStatus: 400, message: 'A parameter is invalid or missing.', surfaces: everywhere, description: 'The request does not have the shape the endpoint declares; the answer names the parameter.' },
  { code: 'not_found', httpStatus: 404, message: 'There is nothing at this address.', surfaces: everywhere, description: 'No endpoint has this path.' },
  { code: 'method_not_allowed', httpStatus: 405, message: 'This address does not take that method.', surfaces: everywhere, description: 'The path exists, the method does not; `Allow` lists those that do.' },
  { code: 'body_too_large', httpStatus: 413, message: 'The body is larger than 64 KiB.', surfaces: everywhere, description: 'Bodies are limited to 64 KiB.' },
  { code: 'unsupported_media_type', httpStatus: 415, message: 'The body has a content type this endpoint does not read.', surfaces: everywhere, description: 'Website endpoints read forms, app endpoints read JSON.' },
  { code: 'internal_error', httpStatus: 500, message: 'Something went wrong on our side.', surfaces: everywhere, description: 'A fault of ours; the request id finds it in the log.' },
  { code: 'engine_unreachable', wireCode: '1103', httpStatus: 503, message: 'The workflow engine cannot be reached.', surfaces: everywhere, description: 'Temporal is away. Try again after `Retry-After`.' },
  { code: 'database_unreachable', wireCode: '1103', httpStatus: 503, message: 'The database cannot be reached.', surfaces: everywhere, description: 'PostgreSQL is away. Try again after `Retry-After`.' },
  { code: 'slow_down', httpStatus: 429, message: 'Too many tries.', surfaces: ['app', 'admin'], description: 'A limit on tries was reached. Try again after `Retry-After`.' },
  { code: 'invalid_client', httpStatus: 401, message: 'Client authentication failed.', surfaces: forApiClients, description: 'Unknown API client or wrong secret.' },
  { code: 'insufficient_scope', httpStatus: 403, message: 'The API client may not use this API.', surfaces: forApiClients, description: 'The client lacks the scope of the surface.' },
] as const satisfies readonly ErrorDescription[];
