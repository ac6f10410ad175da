import { describe, expect, it } from 'vitest';
import { CountersignError, describeError, isErrorCode } from '../../src/errors/countersign-error.ts';
import { isDatabaseAway } from '../../src/errors/database-away.ts';
import { errorCatalogue } from '../../src/errors/error-catalogue.ts';
import type { ErrorDescription } from '../../src/errors/error-catalogue.ts';

const all: readonly ErrorDescription[] = errorCatalogue;

describe('the catalogue of errors', () => {
  it('has each code once, in the words of the wire', () => {
    expect(new Set(all.map((entry) => entry.code)).size).toBe(all.length);
    for (const { code } of all) expect(code).toMatch(/^[a-z][a-z_]*[a-z]$/);
  });

  it.each(all.map((entry) => [entry.code, entry] as const))('%s says what, where and what to do', (_, entry) => {
    expect(entry.httpStatus).toBeOneOf([400, 401, 403, 404, 405, 409, 410, 412, 413, 415, 428, 429, 500, 503]);
    expect(entry.message).toMatch(/^[A-Z`].*\.$/);
    expect(entry.description).toMatch(/\.$/);
    expect(entry.surfaces.length).toBeGreaterThan(0);
    if (entry.wireCode) expect([entry.surfaces.includes('website'), /^\d{4}$/.test(entry.wireCode)]).toEqual([true, true]);
  });

  it('gives every wire code one meaning; only what is away, or says nothing, shares one: ask again', () => {
    const shared = Map.groupBy(all.filter((entry) => entry.wireCode), (entry) => entry.wireCode);
    const several = [...shared.values()].filter((entries) => entries.length > 1).map((entries) => entries.map((entry) => entry.code));
    expect(several.map((codes) => codes.toSorted())).toEqual([['database_unreachable', 'dispatch_unknown', 'engine_unreachable']]);
  });
});

describe('an error', () => {
  it('keeps what is public apart from what is for the log', () => {
    const cause = new Error('pg: password authentication failed');
    const error = new CountersignError('invalid_nonce', { detail: 'for the log', cause, extra: { attempts_left: 2 }, retryAfterSeconds: 5 });
    expect(error).toMatchObject({ code: 'invalid_nonce', httpStatus: 403, message: describeError('invalid_nonce').message, detail: 'for the log', extra: { attempts_left: 2 }, retryAfterSeconds: 5 });
    expect(error.cause).toBe(cause);
    expect(error.message).not.toContain('log');
    expect(Object.hasOwn(new CountersignError('not_found'), 'cause')).toBe(false);
  });

  it('is known by its code alone', () => {
    expect(['invalid_nonce', 'transaction_not_open'].map(isErrorCode)).toEqual([true, true]);
    for (const stranger of ['', 'INVALID_NONCE', 'toString', '__proto__', undefined, null, 7, {}]) expect(isErrorCode(stranger)).toBe(false);
  });
});

describe('a database that is away', () => {
  const named = (message: string, fields: object = {}) => Object.assign(new Error(message), fields);

  it.each([
    ['refuses connections', named('connect', { code: 'ECONNREFUSED', syscall: 'connect' })],
    ['drops them', named('read', { code: 'ECONNRESET', syscall: 'read' })],
    ['shuts down', named('terminating connection', { code: '57P01' })],
    ['starts up', named('the database system is starting up', { code: '57P03' })],
    ['has no connection left', named('too many clients', { code: '53300' })],
    ['breaks the connection', named('connection failure', { code: '08006' })],
    ['is silent', named('timeout exceeded when trying to connect')],
    ['is silent to a query', named('Query read timeout')],
    ['is wrapped', new Error('driver', { cause: new Error('orm', { cause: named('x', { code: '08000' }) }) })],
  ])('%s', (_, error) => {
    expect(isDatabaseAway(error)).toBe(true);
  });

  it.each([
    ['a row that is there already', named('duplicate key', { code: '23505' })],
    ['wrong SQL', named('syntax error', { code: '42601' })],
    ['a missing file', named('no such file', { code: 'ENOENT' })],
    ['a bug', new TypeError('x is undefined')],
    ['no error', 'ECONNREFUSED'],
    ['nothing', undefined],
  ])('is not %s', (_, error) => {
    expect(isDatabaseAway(error)).toBe(false);
  });

  it('is looked for in causes, and not for ever', () => {
    const circle = new Error('circle');
    circle.cause = circle;
    expect(isDatabaseAway(circle)).toBe(false);
  });
});
