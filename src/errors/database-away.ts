const networkCodes = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOENT', 'EHOSTUNREACH', 'ENOTFOUND']);
/** SQLSTATE classes: connection exceptions, operator intervention (shutdown, crash), out of resources. */
const sqlStateClasses = ['08', '57', '53'];
/** Protocol violation: what we sent was wrong, nobody is away. */
const ourFault = '08P01';

/** True when an error (or its cause) says that PostgreSQL is away rather than that the query was wrong. */
export function isDatabaseAway(error: unknown, depth = 0): boolean {
  if (!(error instanceof Error) || depth > 4) return false;
  const { code, syscall } = error as Error & { code?: unknown; syscall?: unknown };
  if (typeof code === 'string') {
    if (networkCodes.has(code) && (syscall !== undefined || error.name.includes('Connection') || code === 'ECONNREFUSED')) return true;
    if (code === ourFault) return false;
    if (/^[0-9A-Z]{5}$/.test(code) && sqlStateClasses.includes(code.slice(0, 2))) return true;
  }
  if (/timeout exceeded when trying to connect|Connection terminated|Query read timeout|is not queryable/.test(error.message)) return true;
  return isDatabaseAway((error as { cause?: unknown }).cause ?? (error as { previous?: unknown }).previous, depth + 1);
}
