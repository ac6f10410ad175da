import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** The client that the floor knows; it is of one run and reaches nothing. */
export const floorClient = { id: 'floor', secret: 'floor-secret-of-one-run' };
/** The APIs that its tokens are for, by the format of these. */
export const floorApis = { opaque: 'https://api.example/opaque', jwt: 'https://api.example/jwt' } as const;
export type TokenFormat = keyof typeof floorApis;

export interface FloorServer {
  origin: string;
  stop(): void;
}

/** Starts one of the servers of `floor-server.ts`. */
export async function startFloorServer(
  kind: 'provider' | 'requests',
  environment: Record<string, string>,
): Promise<FloorServer> {
  const child = spawn(process.execPath, [fileURLToPath(new URL('floor-server.ts', import.meta.url)), kind], {
    env: { ...process.env, ...environment, NODE_ENV: 'production' },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const ended = once(child, 'exit').then(() => Promise.reject(new Error(`The floor (${kind}) ended at once`)));
  const [port] = (await Promise.race([once(child.stdout, 'data'), ended])) as [Buffer];
  ended.catch(() => undefined);
  return { origin: `http://127.0.0.1:${String(port).trim()}`, stop: () => child.kill() };
}
