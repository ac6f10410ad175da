import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ApplicationProcess } from '../../dev/parts/applications.ts';
import type { Instance } from '../../dev/parts/instance.ts';
import { createSeededInstance, useStack } from '../support/stack.ts';
import { sendRaw } from './support/raw-connection.ts';
import { readLogs } from './support/where-secrets-lie.ts';

const { infrastructure } = useStack();
const secret = 'overheard-in-a-log';
let instance: Instance;
let server: ApplicationProcess;

beforeAll(async () => {
  instance = await createSeededInstance();
  server = await instance.startServer();
});

afterAll(() => instance.stop());

function readServerLog(): string {
  return readLogs(
    join(
      infrastructure.dataFolder,
      'instances',
      instance.environment['COUNTERSIGN_DATABASE_URL']?.split('/').at(-1) as string,
      'logs',
    ),
  );
}

describe('a caller without credentials', () => {
  const paths = ['/app/v1/registrations', '/oauth/token', '/oauth/api/v4/authenticate/user', '/nothing'];
  const types: Record<string, string> = { '/app/v1/registrations': 'application/json' };
  const brokenBodies: [string, string][] = [
    ['an invalid chunk size', `Transfer-Encoding: chunked\r\n\r\nZZ${secret}\r\n`],
    ['a broken second chunk', `Transfer-Encoding: chunked\r\n\r\n1\r\n{\r\n${secret}\r\n`],
    ['an endless chunk extension', `Transfer-Encoding: chunked\r\n\r\n1;${'a'.repeat(20_000)}`],
    ['a truncated gzip body', `Content-Encoding: gzip\r\nContent-Length: 1\r\n\r\n{`],
    ['an announced length over the limit', `Content-Length: 99999999\r\n\r\n{`],
  ];

  it('gets a 4xx status for broken bodies', async () => {
    for (const path of paths) {
      for (const [name, rest] of brokenBodies) {
        const head = `POST ${path} HTTP/1.1\r\nHost: x\r\nAuthorization: DPoP ${secret}\r\nContent-Type: ${types[path] ?? 'application/x-www-form-urlencoded'}\r\n`;
        const [answer] = await sendRaw(server.url, head + rest);
        expect(answer?.status, `${name} at ${path}`).toBeGreaterThanOrEqual(400);
        expect(answer?.status, `${name} at ${path}`).toBeLessThan(500);
      }
    }
  });

  it('gets no 5xx status for absolute and malformed request targets', async () => {
    for (const target of [
      'http://evil.example/oauth/token',
      'http://evil.example/app/v1/transactions',
      '//evil.example/oauth/jwks',
      '*',
      '/oauth/%',
      '/oauth/auth?a[b]=c&a=d',
      '/%00',
    ]) {
      const [answer] = await sendRaw(
        server.url,
        `${target === '*' ? 'OPTIONS' : 'GET'} ${target} HTTP/1.1\r\nHost: evil.example\r\nAuthorization: DPoP ${secret}\r\n\r\n`,
      );
      expect(answer?.status, target).toBeLessThan(500);
    }
  });

  it('causes no error line in the log, and no line with its credentials', () => {
    const lines = readServerLog()
      .split('\n')
      .filter((line) => /"level":[56]0/.test(line));
    expect(lines).toEqual([]);
    expect(readServerLog()).not.toContain(secret);
  });
});
