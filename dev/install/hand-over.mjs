import { execFileSync, spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const node24 = fileURLToPath(new URL('../../node_modules/.bin/node', import.meta.url));
/** The compile cache of Node, which halves the start time of every process of a command. */
const compileCache = fileURLToPath(new URL('../../node_modules/.cache/countersign/compiled', import.meta.url));
const forwarded = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/**
 * Runs `dev/<command>.ts` with the Node 24 of the dependencies in place of this process: same terminal, forwarded
 * signals, same exit code. When this process is killed, the channel between the two closes, which stops the other.
 */
export function handOver(command, args, refuse) {
  if (!existsSync(node24)) {
    refuse(
      "there is no Node 24 in node_modules/.bin, since npm did not run the install script of the package 'node': run npm ci without --ignore-scripts",
    );
  }
  const script = fileURLToPath(new URL(`../${command}.ts`, import.meta.url));
  const env = { NODE_COMPILE_CACHE: compileCache, ...process.env };
  const child = spawn(node24, [script, ...args], { env, stdio: ['inherit', 'inherit', 'inherit', 'ipc'] });
  for (const signal of forwarded) process.on(signal, () => child.kill(signal));
  watchNpm(() => {
    if (child.connected) child.disconnect(); // tells the command that its terminal is gone, before the signal says to stop
    setTimeout(() => child.kill('SIGTERM'), 200);
  });
  child.once('error', (error) =>
    refuse(
      `Node 24 in node_modules/.bin does not start (${error.message}): remove node_modules and run the command again`,
    ),
  );
  child.once('exit', (code, signal) => {
    if (!signal) process.exit(code ?? 1);
    for (const name of forwarded) process.removeAllListeners(name);
    process.kill(process.pid, signal);
  });
}

/** Detects that npm was killed with -9: its process no longer exists. */
function watchNpm(onGone) {
  const npm = process.env.npm_lifecycle_event && findNpm();
  if (!npm) return;
  const timer = setInterval(() => {
    if (identify(npm.pid)?.started === npm.started) return;
    clearInterval(timer);
    onGone();
  }, 2_000);
  timer.unref();
}

/** npm runs its scripts through a shell, which may have replaced itself with this process. */
function findNpm() {
  const parent = identify(process.ppid);
  return parent && isShell(parent.name) ? identify(parent.ppid) : parent;
}

function isShell(name) {
  return /(^|[/-])(a|ba|da|z|k)?sh$/.test(name);
}

/** On Linux by proc(5), as slim systems lack ps: state and parent follow the name; field 22 is the start time. */
function identify(pid) {
  try {
    if (process.platform === 'linux') {
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
      const [name, rest] = [
        stat.slice(stat.indexOf('(') + 1, stat.lastIndexOf(')')),
        stat.slice(stat.lastIndexOf(')') + 2).split(' '),
      ];
      return { pid, name, ppid: Number(rest[1]), started: rest[19] };
    }
    const line = execFileSync('ps', ['-o', 'ppid=,lstart=,comm=', '-p', String(pid)], { encoding: 'utf8' }).trim();
    const fields = line.split(/\s+/);
    return { pid, name: fields.slice(6).join(' '), ppid: Number(fields[0]), started: fields.slice(1, 6).join(' ') };
  } catch {
    return undefined;
  }
}
