import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A site that takes logout tokens. */
export interface LogoutReceiver {
  url: string;
  /** What it got, in order. */
  received: { contentType: string | undefined; token: string }[];
  /** Statuses of the next answers; 200 after them. */
  answers: number[];
  stop(): Promise<void>;
}

export async function startLogoutReceiver(): Promise<LogoutReceiver> {
  const received: LogoutReceiver['received'] = [];
  const answers: number[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      const token = new URLSearchParams(body).get('logout_token') ?? '';
      received.push({ contentType: request.headers['content-type'], token });
      response.writeHead(answers.shift() ?? 200).end();
    });
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/logout`,
    received,
    answers,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}
