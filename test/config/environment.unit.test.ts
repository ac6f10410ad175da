import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { EnvironmentError, environmentSettings, readEnvironment } from '../../src/config/environment.ts';
import { createAuthority } from '../support/connections/certificates.ts';

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
  it('are complete with four; the others have safe defaults', () => {
    const environment = readEnvironment(complete);
    expect(environment).toMatchObject({
      mode: 'production',
      listenHost: '127.0.0.1',
      operationsHost: '127.0.0.1',
      callbackPrivateAddresses: 'refused',
      migrateOnStart: false,
      workerInProcess: false,
      corsOrigins: [],
      trustedProxies: 0,
    });
    expect(environment).not.toHaveProperty('codecOrigin');
    expect(environment.keyring).toEqual([{ id: 'k1', key }]);
  });

  it.each(Object.keys(complete))('are refused without %s, with its name and description', (name) => {
    const setting = environmentSettings.find((candidate) => candidate.name === name);
    for (const absent of [undefined, ''])
      expect(problemsOf({ ...complete, [name]: absent })).toEqual([`${name} is not set. ${setting?.description}`]);
  });

  it('are refused with all missing names at once', () => {
    expect(problemsOf({})).toHaveLength(4);
    expect(() => readEnvironment({})).toThrow(
      /Countersign cannot start:\n {2}- COUNTERSIGN_PUBLIC_URL is not set[^]+COUNTERSIGN_KEYRING is not set/,
    );
  });

  describe('can be read from a file when they are secret', () => {
    const inFile = (text: string) => {
      const folder = mkdtempSync(join(tmpdir(), 'countersign-secret-'));
      onTestFinished(() => rmSync(folder, { recursive: true }));
      writeFileSync(join(folder, 'secret'), text);
      return join(folder, 'secret');
    };
    const { COUNTERSIGN_KEYRING: keyring, ...rest } = complete;

    it('without its last line break', () => {
      const environment = readEnvironment({ ...rest, COUNTERSIGN_KEYRING_FILE: inFile(`${keyring}\n`) });
      expect(environment.keyring).toEqual([{ id: 'k1', key }]);
    });

    it('but not when the variable is set too', () => {
      expect(problemsOf({ ...complete, COUNTERSIGN_KEYRING_FILE: inFile(keyring) })).toEqual([
        'COUNTERSIGN_KEYRING and COUNTERSIGN_KEYRING_FILE are both set: one of them has to go.',
      ]);
    });

    it('which has to be readable', () => {
      expect(problemsOf({ ...rest, COUNTERSIGN_KEYRING_FILE: '/nowhere/keyring' })).toContain(
        'COUNTERSIGN_KEYRING_FILE cannot be read (ENOENT).',
      );
    });

    it('whose content is validated and never shown', () => {
      const [problem, ...others] = problemsOf({ ...rest, COUNTERSIGN_KEYRING_FILE: inFile('not-a-keyring') });
      expect(others).toEqual([]);
      expect(problem).toMatch(/^COUNTERSIGN_KEYRING is not JSON/);
      expect(problem).not.toContain('not-a-keyring');
    });

    it('unlike other settings', () => {
      const path = inFile('https://elsewhere.example');
      expect(readEnvironment({ ...complete, COUNTERSIGN_PUBLIC_URL_FILE: path }).publicUrl).toBe(
        'https://login.example',
      );
    });
  });

  it('have no default for any secret', () => {
    for (const setting of environmentSettings.filter((candidate) => candidate.secret))
      expect([setting.name, setting.default]).toEqual([setting.name, undefined]);
    const secrets = environmentSettings.filter((candidate) => candidate.secret).map((candidate) => candidate.name);
    expect(secrets).toEqual(
      expect.arrayContaining([
        'COUNTERSIGN_KEYRING',
        'COUNTERSIGN_DATABASE_URL',
        'COUNTERSIGN_TWILIO_AUTH_TOKEN',
        'COUNTERSIGN_TEMPORAL_API_KEY',
        'COUNTERSIGN_PROVIDER_PROXY_URL',
      ]),
    );
  });

  it('are read from the documented names only', () => {
    for (const { name, description } of environmentSettings)
      expect([name, /^COUNTERSIGN_[A-Z_]+$/.test(name), description.length > 10]).toEqual([name, true, true]);
    expect(new Set(environmentSettings.map((setting) => setting.name)).size).toBe(environmentSettings.length);
    expect(readEnvironment({ ...complete, PORT: '1', MODE: 'development' })).toEqual(readEnvironment(complete));
  });
});

describe('a malformed setting', () => {
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
    ['COUNTERSIGN_CLIENT_CERTIFICATE_HEADER', 'sometimes'],
    ['COUNTERSIGN_MTLS_URL', 'http://mtls.login.example'],
    // Without a proxy the header is the caller's.
    ['COUNTERSIGN_CLIENT_CERTIFICATE_HEADER', 'trusted'],
    ['COUNTERSIGN_CLIENT_CERTIFICATE_PROXIES', 'proxy.example'],
    ['COUNTERSIGN_CLIENT_CERTIFICATE_PROXIES', '10.1.0.0/33'],
    ['COUNTERSIGN_CLIENT_CERTIFICATE_PROXIES', '10.1'],
    ['COUNTERSIGN_CLIENT_CERTIFICATE_CA_FILE', '/no/such/file.pem'],
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

  it('is not repeated in its problem when it is secret', () => {
    const malformed = 'S3cret-that-must-not-be-told';
    for (const { name } of environmentSettings.filter((setting) => setting.secret)) {
      for (const value of [
        malformed,
        `https://user:${malformed}@host:port`,
        JSON.stringify([{ id: 'k1', key: malformed }]),
        `[{"id":"${malformed} ","key":"x"}]`,
        `{${malformed}`,
      ]) {
        const said = problemsOf({ ...complete, [name]: value }).join('\n');
        expect(said).not.toContain(malformed);
      }
    }
  });

  it('causes no problem that contains another secret', () => {
    const said = problemsOf({
      ...complete,
      COUNTERSIGN_LISTEN_PORT: 'x',
      COUNTERSIGN_TWILIO_AUTH_TOKEN: 'the-token',
    }).join('\n');
    for (const secret of [key, 'a-database-password', 'the-token']) expect(said).not.toContain(secret);
  });
});

describe('the header with the certificate of a caller', () => {
  it('is trusted from listed proxies alone', () => {
    const trusted = { ...complete, COUNTERSIGN_CLIENT_CERTIFICATE_HEADER: 'trusted' };
    const proxies = { COUNTERSIGN_CLIENT_CERTIFICATE_PROXIES: '10.1.0.0/16, 192.0.2.7,2001:db8::1' };
    for (const mode of ['production', 'development'])
      expect(problemsOf({ ...trusted, COUNTERSIGN_MODE: mode, COUNTERSIGN_TRUSTED_PROXIES: '1' })).toEqual([
        expect.stringContaining('COUNTERSIGN_CLIENT_CERTIFICATE_PROXIES names no proxy'),
      ]);
    expect(problemsOf({ ...trusted, ...proxies })).toEqual([
      expect.stringContaining('while COUNTERSIGN_TRUSTED_PROXIES is 0'),
    ]);
    expect(readEnvironment({ ...trusted, ...proxies, COUNTERSIGN_TRUSTED_PROXIES: '1' })).toMatchObject({
      clientCertificateProxies: ['10.1.0.0/16', '192.0.2.7/32', '2001:db8::1/128'],
    });
  });
});

describe('the certificate with which the API listens', () => {
  it('is refused in one line when it is half set, cannot be read, or is not that of the key', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'countersign-certificate-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const authority = await createAuthority();
    const [one, other] = [await authority.issue('one'), await authority.issue('other')];
    const texts = { one: one.certificate, key: one.key, other: other.key, empty: '' };
    for (const [name, text] of Object.entries(texts)) writeFileSync(join(folder, name), text);
    const problems = (certificate?: string, pair?: string, authorities?: string) =>
      problemsOf({
        ...complete,
        COUNTERSIGN_LISTEN_CERTIFICATE_FILE: certificate && join(folder, certificate),
        COUNTERSIGN_LISTEN_KEY_FILE: pair && join(folder, pair),
        COUNTERSIGN_LISTEN_CLIENT_CA_FILE: authorities && join(folder, authorities),
      });
    expect(problems('one', 'key')).toEqual([]);
    expect(problems('one', 'key', 'one')).toEqual([]);
    const refused = [
      [problems('one'), 'set both or neither'],
      [problems(undefined, undefined, 'one'), 'is set while COUNTERSIGN_LISTEN_CERTIFICATE_FILE is not'],
      [problems('one', 'other'), 'the key is not that of the certificate'],
      [problems('one', 'none'), 'cannot be read (ENOENT)'],
      [problems('empty', 'key'), 'not PEM files'],
      [problems('one', 'empty'), 'not PEM files'],
      [problems('one', 'key', 'empty'), 'not PEM files'],
    ] as const;
    for (const [found, why] of refused) expect(found).toEqual([expect.stringContaining(why)]);
  });
});

describe('production', () => {
  it('refuses a public URL without TLS, also when the mode is not named', () => {
    for (const mode of [undefined, 'production']) {
      expect(
        problemsOf({ ...complete, COUNTERSIGN_MODE: mode, COUNTERSIGN_PUBLIC_URL: 'http://login.example' }),
      ).toEqual([expect.stringContaining('COUNTERSIGN_PUBLIC_URL must be an https:// URL in production')]);
    }
  });

  it('differs from development, which accepts plain HTTP', () => {
    const environment = readEnvironment({
      ...complete,
      COUNTERSIGN_MODE: 'development',
      COUNTERSIGN_PUBLIC_URL: 'http://127.0.0.1:7100/',
    });
    expect([environment.mode, environment.publicUrl]).toEqual(['development', 'http://127.0.0.1:7100']);
  });
});

describe('lists', () => {
  it('are separated by commas; surrounding spaces and empty entries are ignored', () => {
    expect(
      readEnvironment({ ...complete, COUNTERSIGN_CORS_ORIGINS: ' https://a.example ,, https://b.example,' })
        .corsOrigins,
    ).toEqual(['https://a.example', 'https://b.example']);
  });
});
