import { describe, expect, it } from 'vitest';
import { CountersignError, describeError, isErrorCode } from '../../src/errors/countersign-error.ts';
import { isDatabaseAway, setConnectionFault } from '../../src/errors/database-away.ts';
import { errorCatalogue } from '../../src/errors/error-catalogue.ts';
import type { ErrorDescription } from '../../src/errors/error-catalogue.ts';

const all: readonly ErrorDescription[] = errorCatalogue;

describe('the catalogue of errors', () => {
  it('has unique codes in snake case', () => {
    expect(new Set(all.map((entry) => entry.code)).size).toBe(all.length);
    for (const { code } of all) expect(code).toMatch(/^[a-z][a-z_]*[a-z]$/);
  });

  it.each(all.map((entry) => [entry.code, entry] as const))(
    '%s has a status, a message, a description and surfaces',
    (_, entry) => {
      expect(entry.httpStatus).toBeOneOf([400, 401, 403, 404, 405, 409, 410, 412, 413, 415, 422, 428, 429, 500, 503]);
      expect(entry.message).toMatch(/^[A-Z`].*\.$/);
      expect(entry.description).toMatch(/\.$/);
      expect(entry.surfaces.length).toBeGreaterThan(0);
      if (entry.wireCode)
        expect([entry.surfaces.includes('website'), /^\d{4}$/.test(entry.wireCode)]).toEqual([true, true]);
    },
  );

  it('gives each wire code one meaning; only malformed requests, and unavailable services, share one', () => {
    const shared = Map.groupBy(
      all.filter((entry) => entry.wireCode),
      (entry) => entry.wireCode,
    );
    const several = [...shared.values()]
      .filter((entries) => entries.length > 1)
      .map((entries) => entries.map((entry) => entry.code));
    expect(several.map((codes) => codes.toSorted())).toEqual([
      ['invalid_request', 'malformed_text'],
      ['clock_skewed', 'database_unreachable', 'dispatch_unknown', 'engine_unreachable'],
    ]);
  });
});

describe('an error', () => {
  it('separates the public message from detail and cause', () => {
    const cause = new Error('pg: password authentication failed');
    const error = new CountersignError('invalid_nonce', {
      detail: 'for the log',
      cause,
      extra: { attempts_left: 2 },
      retryAfterSeconds: 5,
    });
    expect(error).toMatchObject({
      code: 'invalid_nonce',
      httpStatus: 403,
      message: describeError('invalid_nonce').message,
      detail: 'for the log',
      extra: { attempts_left: 2 },
      retryAfterSeconds: 5,
    });
    expect(error.cause).toBe(cause);
    expect(error.message).not.toContain('log');
    expect(Object.hasOwn(new CountersignError('not_found'), 'cause')).toBe(false);
  });

  it('is recognised by its code only', () => {
    expect(['invalid_nonce', 'transaction_not_open'].map(isErrorCode)).toEqual([true, true]);
    for (const stranger of ['', 'INVALID_NONCE', 'toString', '__proto__', undefined, null, 7, {}])
      expect(isErrorCode(stranger)).toBe(false);
  });
});

describe('isDatabaseAway for a database that', () => {
  const named = (message: string, fields: object = {}) => Object.assign(new Error(message), fields);

  it.each([
    ['refuses connections', named('connect', { code: 'ECONNREFUSED', syscall: 'connect' })],
    ['drops connections', named('read', { code: 'ECONNRESET', syscall: 'read' })],
    ['shuts down', named('terminating connection', { code: '57P01' })],
    ['starts up', named('the database system is starting up', { code: '57P03' })],
    ['has no connection left', named('too many clients', { code: '53300' })],
    ['reports a connection failure', named('connection failure', { code: '08006' })],
    ['cancels what takes too long', named('canceling statement due to statement timeout', { code: '57014' })],
    ['has no address', named('lookup', { code: 'ENOTFOUND', syscall: 'getaddrinfo' })],
    ['has no socket', named('connect', { code: 'ENOENT', syscall: 'connect' })],
    [
      'refuses at each of its addresses',
      Object.assign(new AggregateError([named('connect', { code: 'ECONNREFUSED', syscall: 'connect' })]), {
        code: 'ECONNREFUSED',
      }),
    ],
    ['cannot be connected to', setConnectionFault(named('any text'), 'DATABASE_NOT_CONNECTED')],
    ['loses a connection', setConnectionFault(named('any text'), 'DATABASE_CONNECTION_LOST')],
    ['does not answer a query', setConnectionFault(named('any text'), 'DATABASE_SILENT')],
    [
      'fails in a nested cause',
      new Error('driver', { cause: new Error('orm', { cause: named('x', { code: '08000' }) }) }),
    ],
  ])('%s', (_, error) => {
    expect(isDatabaseAway(error)).toBe(true);
  });

  it.each([
    ['a duplicate row', named('duplicate key', { code: '23505' })],
    ['wrong SQL', named('syntax error', { code: '42601' })],
    ['a protocol violation', named('protocol violation', { code: '08P01' })],
    ['a missing file', named('no such file', { code: 'ENOENT', syscall: 'open' })],
    ['a refused connection of another server', named('timeout (ECONNREFUSED)', { code: 'ECONNREFUSED' })],
    [
      'a similar message without a code',
      named('Connection terminated unexpectedly: timeout exceeded when trying to connect'),
    ],
    [
      'a fault with a code of PostgreSQL',
      setConnectionFault(named('no such role', { code: '28000' }), 'DATABASE_NOT_CONNECTED'),
    ],
    ['a bug', new TypeError('x is undefined')],
    ['a string', 'ECONNREFUSED'],
    ['undefined', undefined],
  ])('is false for %s', (_, error) => {
    expect(isDatabaseAway(error)).toBe(false);
  });

  it('ends for a cyclic cause', () => {
    const circle = new Error('circle');
    circle.cause = circle;
    expect(isDatabaseAway(circle)).toBe(false);
  });
});
