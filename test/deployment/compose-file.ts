import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';

/** The parts of a service in docker-compose.yml that the tests check. */
export interface Service {
  image: string;
  build?: string;
  command?: string[];
  entrypoint?: string[];
  environment?: Record<string, string>;
  secrets?: string[];
  ports?: string[];
  volumes?: string[];
  container_name?: string;
  read_only?: boolean;
  restart?: string;
  security_opt?: string[];
  cap_drop?: string[];
  mem_limit?: string;
  pids_limit?: number;
  healthcheck?: { test?: string[]; disable?: boolean };
  depends_on?: Record<string, { condition: string }>;
  deploy?: { replicas?: number };
  networks?: string[];
}

export interface ComposeFile {
  services: Record<string, Service>;
  networks: Record<string, { internal?: boolean }>;
  secrets: Record<string, { file: string }>;
}

export const repositoryFile = (path: string): URL => new URL(`../../${path}`, import.meta.url);

/** docker-compose.yml with resolved anchors and unresolved variables. */
export async function readComposeFile(): Promise<ComposeFile> {
  return parse(await readFile(repositoryFile('docker-compose.yml'), 'utf8'), { merge: true }) as ComposeFile;
}

const variable = /\$\$|\$\{(?<name>\w+)(?:(?<operator>:-|:\?)(?<operand>[^}]*))?\}/g;

/** The variables in `text` that come from the shell or `.env`, with the rule for a missing one. */
export function variablesIn(text: string): { name: string; operator?: string; operand?: string }[] {
  return [...text.matchAll(variable)]
    .filter(([found]) => found !== '$$')
    .map(({ groups }) => ({ name: '', ...groups }));
}

/**
 * Substitutes `values` in `text` by the Compose specification (chapter Interpolation).
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
