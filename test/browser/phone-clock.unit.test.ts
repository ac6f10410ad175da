import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { createConnection } from '../../demo/phone/page/connection.ts';

const minute = 60_000;

let server: Server;
let url: string;
/** Milliseconds by which the clock of the phone is ahead of the server's. */
let ahead: number;
/** Milliseconds on the phone's clock from the answer of the server until the phone has it. */
let way: number;

beforeAll(async () => {
  server = createServer((_request, answer) => {
    answer.writeHead(200, { date: new Date(Date.now() - ahead).toUTCString() });
    vi.setSystemTime(Date.now() + way);
    answer.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
});
afterAll(() => server.close());
beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'], now: Date.parse('2026-12-01T12:00:00.400Z') }));
afterEach(() => void vi.useRealTimers());

async function skewAfter(answer: { ahead: number; way: number }): Promise<number> {
  ({ ahead, way } = answer);
  const connection = createConnection();
  await (await connection.fetch(url)).text();
  return connection.skewMs();
}

it('an answer that takes long shows no wrong clock', async () => {
  expect(await skewAfter({ ahead: 0, way: 10_000 })).toBe(0);
  expect(await skewAfter({ ahead: 0, way: 5 * minute })).toBe(0);
});

it('a clock is found wrong by what it differs at least, in either direction', async () => {
  expect(await skewAfter({ ahead: 180 * minute, way: 0 })).toBe(180 * minute - 600);
  expect(await skewAfter({ ahead: 180 * minute, way: 20_000 })).toBe(180 * minute - 600);
  expect(await skewAfter({ ahead: -180 * minute, way: 0 })).toBe(-180 * minute - 600);
  expect(await skewAfter({ ahead: -180 * minute, way: 20_000 })).toBe(-180 * minute - 600 + 20_000);
});
