import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';

/** What the tests look at of a service in docker-compose.yml. */
export interface Service {
  image: string;
  build?: string;
  command?: string[];
  environment?: Record<string, string>;
  ports?: string[];
  volumes?: string[];
  container_name?: string;
  read_only?: boolean;
  restart?: string;
  security_opt?: string[];
  cap_drop?: string[];
  healthcheck?: { test?: string[]; disable?: boolean };
  depends_on?: Record<string, { condition: string }>;
  deploy?: { replicas?: number };
  networks?: string[];
}

export interface ComposeFile {
  services: Record<string, Service>;
  networks: Record<string, { internal?: boolean }>;
}

export const repositoryFile = (path: string): URL => new URL(`../../${path}`, import.meta.url);

/** docker-compose.yml with its anchors resolved and its variables as they are written. */
export async function readComposeFile(): Promise<ComposeFile> {
  return parse(await readFile(repositoryFile('docker-compose.yml'), 'utf8'), { merge: true }) as ComposeFile;
}

const variable = /\$\$|\$\{(?<name>\w+)(?:(?<operator>:-|:\?)(?<operand>[^}]*))?\}/g;

/** The variables that `text` takes from the shell or `.env`, with what happens when one is missing. */
export function variablesIn(text: string): { name: string; operator?: string; operand?: string }[] {
  return [...text.matchAll(variable)].filter(([found]) => found !== '$$').map(({ groups }) => ({ name: '', ...groups }));
}

/**
 * Puts `values` into `text` as the Compose specification says (chapter Interpolation).
 * @throws Error with the message of a required variable that is missing.
 */
export function interpolate(text: string, values: Record<string, string>): string {
  return text.replace(variable, (found, name: string, operator: string | undefined, operand: string) => {
    if (found === '$$') return '$';
    if (values[name]) return values[name];
    if (operator === ':?') throw new Error(`${name}: ${operand}`);
    return operand ?? '';
  });
}
