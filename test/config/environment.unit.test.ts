import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { EnvironmentError, environmentSettings, readEnvironment } from '../../src/config/environment.ts';

const key = randomBytes(32).toString('base64');
const complete = {
  COUNTERSIGN_PUBLIC_URL: 'https://login.example',
  COUNTERSIGN_DATABASE_URL: 'postgresql://countersign:a-database-password@127.0.0.1:5432/countersign',
  COUNTERSIGN_TEMPORAL_ADDRESS: '127.0.0.1:7233',
  COUNTERSIGN_KEYRING: JSON.stringify([{ id: 'k1', key }]),
};

function problemsOf(source: Record<string, string | undefined>): readonly string[] {
  try {
    readEnvironment(source);
  } catch (error) {
    if (error instanceof EnvironmentError) return error.problems;
    throw error;
  }
  return [];
}

describe('the settings of a process', () => {
  it('are complete with four, the rest has a default that is safe', () => {
    const environment = readEnvironment(complete);
    expect(environment).toMatchObject({ mode: 'production', listenHost: '127.0.0.1', operationsHost: '127.0.0.1', callbackPrivateAddresses: 'refused', migrateOnStart: false, workerInProcess: false, corsOrigins: [], trustedProxies: 0 });
    expect(environment).not.toHaveProperty('codecOrigin');
    expect(environment.keyring).toEqual([{ id: 'k1', key }]);
  });

  it.each(Object.keys(complete))('refuse to start without %s, naming it and what it is for', (name) => {
    const setting = environmentSettings.find((candidate) => candidate.name === name);
    for (const absent of [undefined, '']) expect(problemsOf({ ...complete, [name]: absent })).toEqual([`${name} is not set. ${setting?.description}`]);
  });

  it('name everything that is missing at once', () => {
    expect(problemsOf({})).toHaveLength(4);
    expect(() => readEnvironment({})).toThrow(/Countersign cannot start:\n {2}- COUNTERSIGN_PUBLIC_URL is not set[^]+COUNTERSIGN_KEYRING is not set/);
  });

  it('have no default for any secret', () => {
    for (const setting of environmentSettings.filter((candidate) => candidate.secret)) expect([setting.name, setting.default]).toEqual([setting.name, undefined]);
    const secrets = environmentSettings.filter((candidate) => candidate.secret).map((candidate) => candidate.name);
    expect(secrets).toEqual(expect.arrayContaining(['COUNTERSIGN_KEYRING', 'COUNTERSIGN_DATABASE_URL', 'COUNTERSIGN_TWILIO_AUTH_TOKEN', 'COUNTERSIGN_TEMPORAL_API_KEY', 'COUNTERSIGN_PROVIDER_PROXY_URL']));
  });

  it('are read from the names that are documented, and from nowhere else', () => {
    for (const { name, description } of environmentSettings) expect([name, /^COUNTERSIGN_[A-Z_]+$/.test(name), description.length > 10]).toEqual([name, true, true]);
    expect(new Set(environmentSettings.map((setting) => setting.name)).size).toBe(environmentSettings.length);
    expect(readEnvironment({ ...complete, PORT: '1', MODE: 'development' })).toEqual(readEnvironment(complete));
  });
});

describe('a setting that is malformed', () => {
  it.each([
    ['COUNTERSIGN_MODE', 'staging'],
    ['COUNTERSIGN_PUBLIC_URL', 'login.example'],
    ['COUNTERSIGN_PUBLIC_URL', 'ftp://login.example'],
    ['COUNTERSIGN_LISTEN_PORT', '70000'],
    ['COUNTERSIGN_LISTEN_PORT', '-1'],
    ['COUNTERSIGN_LISTEN_PORT', '71.5'],
    ['COUNTERSIGN_LISTEN_PORT', 'http'],
    ['COUNTERSIGN_OPERATIONS_PORT', 'x'],
    ['COUNTERSIGN_WORKER_IN_PROCESS', 'yes'],
    ['COUNTERSIGN_DATABASE_URL', 'mysql://127.0.0.1/x'],
    ['COUNTERSIGN_DATABASE_POOL_SIZE', '0'],
    ['COUNTERSIGN_TEMPORAL_ADDRESS', 'temporal'],
    ['COUNTERSIGN_TEMPORAL_ADDRESS', 'http://temporal:7233'],
    ['COUNTERSIGN_TEMPORAL_TLS', '1'],
    ['COUNTERSIGN_CODEC_ORIGIN', 'temporal'],
    ['COUNTERSIGN_TRUSTED_PROXIES', '99'],
    ['COUNTERSIGN_APNS_PRODUCTION_URL', 'http://127.0.0.1'],
    ['COUNTERSIGN_FCM_URL', 'http://127.0.0.1'],
    ['COUNTERSIGN_TWILIO_URL', 'http://127.0.0.1'],
    ['COUNTERSIGN_TWILIO_ACCOUNT_SID', 'AC12'],
    ['COUNTERSIGN_CALLBACK_PRIVATE_ADDRESSES', 'sometimes'],
    ['COUNTERSIGN_MIGRATE_ON_START', 'TRUE'],
    ['COUNTERSIGN_LOG_LEVEL', 'loud'],
    ['COUNTERSIGN_KEYRING', 'not json'],
    ['COUNTERSIGN_KEYRING', '{}'],
    ['COUNTERSIGN_KEYRING', '[]'],
    ['COUNTERSIGN_KEYRING', JSON.stringify([{ id: 'k1' }])],
    ['COUNTERSIGN_KEYRING', JSON.stringify([{ id: '', key }])],
    ['COUNTERSIGN_KEYRING', JSON.stringify([{ id: 'k 1', key }])],
    ['COUNTERSIGN_KEYRING', JSON.stringify([{ id: 'k1', key: randomBytes(31).toString('base64') }])],
    ['COUNTERSIGN_KEYRING', JSON.stringify([{ id: 'k1', key: randomBytes(33).toString('base64') }])],
    ['COUNTERSIGN_KEYRING', JSON.stringify([{ id: 'k1', key: 'a key of exactly 32 characters!!' }])],
  ])('%s=%s is refused in one line that names it', (name, value) => {
    const problems = problemsOf({ ...complete, [name]: value });
    expect(problems).toEqual([expect.stringMatching(new RegExp(`^${name} `))]);
    expect(problems[0]).not.toContain('\n');
  });

  it('is never repeated in what is said about it when it is a secret', () => {
    const malformed = 'S3cret-that-must-not-be-told';
    for (const { name } of environmentSettings.filter((setting) => setting.secret)) {
      for (const value of [malformed, `https://user:${malformed}@host:port`, JSON.stringify([{ id: 'k1', key: malformed }]), `[{"id":"${malformed} ","key":"x"}]`, `{${malformed}`]) {
        const said = problemsOf({ ...complete, [name]: value }).join('\n');
        expect(said).not.toContain(malformed);
      }
    }
  });

  it('does not make the other secrets be told', () => {
    const said = problemsOf({ ...complete, COUNTERSIGN_LISTEN_PORT: 'x', COUNTERSIGN_TWILIO_AUTH_TOKEN: 'the-token' }).join('\n');
    for (const secret of [key, 'a-database-password', 'the-token']) expect(said).not.toContain(secret);
  });
});

describe('production', () => {
  it('refuses a public URL without TLS, also when the mode is not named', () => {
    for (const mode of [undefined, 'production']) {
      expect(problemsOf({ ...complete, COUNTERSIGN_MODE: mode, COUNTERSIGN_PUBLIC_URL: 'http://login.example' })).toEqual([expect.stringContaining('COUNTERSIGN_PUBLIC_URL must be an https:// URL in production')]);
    }
  });

  it('is not development, which takes plain HTTP', () => {
    const environment = readEnvironment({ ...complete, COUNTERSIGN_MODE: 'development', COUNTERSIGN_PUBLIC_URL: 'http://127.0.0.1:7100/' });
    expect([environment.mode, environment.publicUrl]).toEqual(['development', 'http://127.0.0.1:7100']);
  });
});

describe('lists', () => {
  it('are separated by commas, spaces around and empty ones do not count', () => {
    expect(readEnvironment({ ...complete, COUNTERSIGN_CORS_ORIGINS: ' https://a.example ,, https://b.example,' }).corsOrigins).toEqual(['https://a.example', 'https://b.example']);
  });
});
