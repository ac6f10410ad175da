import { connect, createServer } from 'node:net';
import type { AddressInfo } from 'node:net';

/** A TCP proxy between a process and PostgreSQL that records the text of every statement. */
export interface StatementLine {
  /** The database URL that leads through the proxy. */
  url: string;
  /** Returns the statements executed since the last call, in order, without those of connection startup. */
  take(): string[];
  /** Returns the unnamed statements since the last call, each of which PostgreSQL planned for one execution. */
  takeUnnamed(): string[];
  close(): Promise<void>;
}

/** Opens a proxy on a free loopback port to the database of a URL. Connections must not be encrypted. */
export async function openStatementLine(databaseUrl: string): Promise<StatementLine> {
  const target = new URL(databaseUrl);
  let executed: string[] = [];
  let unnamed: string[] = [];
  const server = createServer((near) => {
    const far = connect(Number(target.port), target.hostname);
    const read = createReader((text, name) => {
      executed.push(text);
      if (name === '') unnamed.push(text);
    });
    near.on('data', (bytes) => {
      read(bytes);
      far.write(bytes);
    });
    far.on('data', (bytes) => near.write(bytes));
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const)
      socket.on('error', () => other.destroy()).on('close', () => other.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = new URL(databaseUrl);
  url.port = String((server.address() as AddressInfo).port);
  return {
    url: url.href,
    take: () => {
      const taken = executed;
      executed = [];
      return taken;
    },
    takeUnnamed: () => {
      const taken = unnamed;
      unnamed = [];
      return taken;
    },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

/** Parses the client side of the frontend/backend protocol: a startup message, then messages of type and length. */
function createReader(onExecute: (text: string, name: string) => void): (bytes: Buffer) => void {
  let left: Buffer = Buffer.alloc(0);
  let isStarted = false;
  let bound: [text: string, name: string] = ['', ''];
  const texts = new Map<string, string>();
  const handle = (type: string, body: Buffer) => {
    const [first = '', second = ''] = body.toString('utf8').split('\0');
    if (type === 'Q') onExecute(first, '');
    else if (type === 'P') texts.set(first, second);
    else if (type === 'B') bound = [texts.get(second) ?? '', second];
    else if (type === 'E') onExecute(...bound);
  };
  return (bytes) => {
    left = Buffer.concat([left, bytes]);
    for (;;) {
      const head = isStarted ? 1 : 0;
      if (left.length < head + 4) return;
      const end = head + left.readInt32BE(head);
      if (left.length < end) return;
      if (isStarted) handle(String.fromCharCode(left[0] as number), left.subarray(5, end));
      isStarted = true;
      left = left.subarray(end);
    }
  };
}
