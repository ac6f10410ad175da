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

const programs = {
  provider: ['floor-server.ts', 'provider'],
  requests: ['floor-server.ts', 'requests'],
  uses: ['../empty-workflow/use-server.ts'],
} as const;

/** Starts a server to measure against, in a process of its own. */
export async function startFloorServer(
  kind: keyof typeof programs,
  environment: Record<string, string>,
): Promise<FloorServer> {
  const [program, ...more] = programs[kind];
  const child = spawn(process.execPath, [fileURLToPath(new URL(program, import.meta.url)), ...more], {
    env: { ...process.env, ...environment, NODE_ENV: 'production' },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const ended = once(child, 'exit').then(() => Promise.reject(new Error(`The floor (${kind}) ended at once`)));
  const [port] = (await Promise.race([once(child.stdout, 'data'), ended])) as [Buffer];
  ended.catch(() => undefined);
  return { origin: `http://127.0.0.1:${String(port).trim()}`, stop: () => child.kill() };
}
