import { connect } from 'node:net';

/** One HTTP answer as received. */
export interface RawHttpAnswer {
  status: number;
  /** Names in lower case. */
  headers: Map<string, string>;
  body: string;
}

/** Milliseconds to wait for answers: an attacked server must answer or close the connection, too. */
const timeoutMs = 60_000;

/**
 * Writes bytes unchanged, which no HTTP client would, and reads until the server closes the connection or the expected
 * number of answers is complete.
 */
export function sendRaw(origin: string, bytes: string | Buffer, expected = 1): Promise<RawHttpAnswer[]> {
  const { hostname, port } = new URL(origin);
  return new Promise((resolve) => {
    const socket = connect(Number(port), hostname);
    let received = Buffer.alloc(0);
    const finish = () => {
      clearTimeout(timer);
      socket.destroy();
      resolve(readAnswers(received));
    };
    const timer = setTimeout(finish, timeoutMs);
    socket.on('data', (chunk) => {
      received = Buffer.concat([received, chunk]);
      if (readAnswers(received).length >= expected) finish();
    });
    socket.on('close', finish);
    socket.on('error', finish);
    socket.write(bytes);
  });
}

/** The complete answers. */
function readAnswers(received: Buffer): RawHttpAnswer[] {
  const answers: RawHttpAnswer[] = [];
  let rest = received;
  for (;;) {
    const headEnd = rest.indexOf('\r\n\r\n');
    if (headEnd < 0) return answers;
    const [statusLine = '', ...lines] = rest.subarray(0, headEnd).toString('latin1').split('\r\n');
    const headers = new Map(
      lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]),
    );
    const bodyEnd = headEnd + 4 + Number(headers.get('content-length') ?? 0);
    if (rest.length < bodyEnd) return answers;
    answers.push({
      status: Number(statusLine.split(' ')[1]),
      headers,
      body: rest.subarray(headEnd + 4, bodyEnd).toString(),
    });
    rest = rest.subarray(bodyEnd);
  }
}
