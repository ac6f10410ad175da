import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { EnvironmentError, readEnvironment } from '../../src/config/environment.ts';
import { refusePlainConnections } from '../../src/runtime/refuse-plain-connections.ts';

const production = {
  COUNTERSIGN_PUBLIC_URL: 'https://login.example',
  COUNTERSIGN_DATABASE_URL: 'postgres://running:password@127.0.0.1:5432/countersign',
  COUNTERSIGN_TEMPORAL_ADDRESS: '127.0.0.1:7233',
  COUNTERSIGN_KEYRING: JSON.stringify([{ id: 'k1', key: randomBytes(32).toString('base64') }]),
};

/** Any readable file: its content is read when a connection is opened. */
const file = new URL(import.meta.url).pathname;
const far = ['database.example.com', '192.0.3.7', '[2a00:1450::1]'];
const near = ['postgres', 'localhost', '127.0.0.1', '10.1.2.3', '172.20.0.5', '192.168.1.1', '[::1]', '[fd00::7]'];
const urlTo = (host: string) => `postgres://role:the-password@${host}:5432/countersign`;

function problemsOf(changes: Record<string, string>): readonly string[] {
  try {
    refusePlainConnections(readEnvironment({ ...production, ...changes }));
  } catch (error) {
    if (error instanceof EnvironmentError) return error.problems;
    throw error;
  }
  return [];
}

describe('a connection without TLS, in production', () => {
  it.each(far)('is refused to %s for each role and for Temporal, and the problem names the setting', (host) => {
    for (const name of [
      'COUNTERSIGN_DATABASE_URL',
      'COUNTERSIGN_MIGRATION_DATABASE_URL',
      'COUNTERSIGN_MAINTENANCE_DATABASE_URL',
    ]) {
      const problems = problemsOf({ [name]: urlTo(host) });
      expect(problems).toEqual([expect.stringMatching(new RegExp(`^${name} .*COUNTERSIGN_DATABASE_TLS=true`))]);
      expect(problems[0]).not.toContain('the-password');
      expect(problemsOf({ [name]: urlTo(host), COUNTERSIGN_DATABASE_TLS: 'true' })).toEqual([]);
    }
    const address = { COUNTERSIGN_TEMPORAL_ADDRESS: `${host}:7233` };
    expect(problemsOf(address)).toEqual([expect.stringContaining('COUNTERSIGN_TEMPORAL_TLS=true')]);
    expect(problemsOf({ ...address, COUNTERSIGN_TEMPORAL_TLS: 'true' })).toEqual([]);
  });

  it.each(near)('is accepted to %s', (host) => {
    expect(problemsOf({ COUNTERSIGN_DATABASE_URL: urlTo(host), COUNTERSIGN_TEMPORAL_ADDRESS: `${host}:7233` })).toEqual(
      [],
    );
  });

  it('is accepted to every host in development', () => {
    expect(
      problemsOf({ COUNTERSIGN_MODE: 'development', COUNTERSIGN_DATABASE_URL: urlTo('database.example.com') }),
    ).toEqual([]);
  });
});

describe('TLS settings', () => {
  it('are refused in the URL, which not all connections would follow', () => {
    expect(problemsOf({ COUNTERSIGN_DATABASE_URL: `${urlTo('postgres')}?sslmode=require` })).toEqual([
      expect.stringMatching(/^COUNTERSIGN_DATABASE_URL has TLS parameters: use COUNTERSIGN_DATABASE_TLS/),
    ]);
  });

  it.each(['DATABASE', 'TEMPORAL'])(
    'of %s are refused while TLS is off, for an unreadable file, and for a key without its certificate',
    (of) => {
      const ca = { [`COUNTERSIGN_${of}_CA_FILE`]: file };
      expect(problemsOf(ca)).toEqual([`COUNTERSIGN_${of}_CA_FILE is set while COUNTERSIGN_${of}_TLS is not true.`]);
      expect(problemsOf({ ...ca, [`COUNTERSIGN_${of}_TLS`]: 'true' })).toEqual([]);
      const lost = { [`COUNTERSIGN_${of}_CA_FILE`]: '/nowhere/ca.pem', [`COUNTERSIGN_${of}_TLS`]: 'true' };
      expect(problemsOf(lost)).toEqual([
        expect.stringContaining('names /nowhere/ca.pem, which cannot be read (ENOENT)'),
      ]);
      const half = { [`COUNTERSIGN_${of}_KEY_FILE`]: file, [`COUNTERSIGN_${of}_TLS`]: 'true' };
      expect(problemsOf(half)).toEqual([expect.stringContaining('go together')]);
    },
  );
});
