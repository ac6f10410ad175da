/** What became of a connection to PostgreSQL that failed without a code of its own. */
export type ConnectionFault =
  /** None was there in time, or it broke while it was made. */
  | 'DATABASE_NOT_CONNECTED'
  /** It broke with a statement on it. */
  | 'DATABASE_CONNECTION_LOST'
  /** A statement got no answer in time. */
  | 'DATABASE_SILENT';

const connectionFaults = new Set<string>([
  'DATABASE_NOT_CONNECTED',
  'DATABASE_CONNECTION_LOST',
  'DATABASE_SILENT',
] satisfies ConnectionFault[]);

/** Gives an error of a connection a code, unless it has one: the driver's have a message and nothing else (src/database/watch-connections.ts). */
export function setConnectionFault(error: Error, code: ConnectionFault): Error {
  return typeof (error as NodeJS.ErrnoException).code === 'string' ? error : Object.assign(error, { code });
}

/** Codes of the system for a connection, and the calls that give them: `open` says ENOENT too, of a file. */
const socketCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOENT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
]);
const socketCalls = new Set(['connect', 'read', 'write', 'getaddrinfo']);
/** SQLSTATE classes: connection exceptions, operator intervention (shutdown, crash, timeout), out of resources. */
const sqlStateClasses = ['08', '57', '53'];
/** Protocol violation: the query was wrong, PostgreSQL is reachable. */
const ourFault = '08P01';

/** True when an error (or its cause) says that PostgreSQL is away rather than that the query was wrong. By codes, never by messages. */
export function isDatabaseAway(error: unknown, depth = 0): boolean {
  if (!(error instanceof Error) || depth > 4) return false;
  const { code, syscall, errors, previous } = error as NodeJS.ErrnoException & { errors?: unknown; previous?: unknown };
  if (code === ourFault) return false;
  if (typeof code === 'string' && isAwayCode(code, syscall)) return true;
  // A name with several addresses: one error for each of them.
  if (Array.isArray(errors) && errors.some((each) => isDatabaseAway(each, depth + 1))) return true;
  return isDatabaseAway(error.cause ?? previous, depth + 1);
}

function isAwayCode(code: string, syscall: string | undefined): boolean {
  return (
    connectionFaults.has(code) ||
    (socketCodes.has(code) && socketCalls.has(syscall ?? '')) ||
    (/^[0-9A-Z]{5}$/.test(code) && sqlStateClasses.includes(code.slice(0, 2)))
  );
}
