import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const checkout = fileURLToPath(new URL('../..', import.meta.url));

/** Runs `npm ci` unless node_modules matches package-lock.json; `refuse` ends the process with a reason. */
export async function installDependencies(refuse, root = checkout) {
  const wanted = fingerprintOf(root);
  if (!isStale(root, wanted)) return;
  const complaint = await runNpmCi(root);
  if (complaint !== undefined) {
    refuse(
      `the locked dependencies could not be installed: check the network and the npm registry setting, and run the command again. npm says:\n\n${complaint}`,
    );
  }
  writeFileSync(markerOf(root), wanted);
}

/** Whether node_modules is missing, or was installed from another package-lock.json or for another platform. */
export function isStale(root, wanted = fingerprintOf(root)) {
  const marker = markerOf(root);
  if (existsSync(marker) && readFileSync(marker, 'utf8').trim() === wanted) return false;
  if (!matchesLock(root)) return true;
  writeFileSync(marker, wanted); // a person ran `npm ci` or `npm install` by hand
  return false;
}

/** A hash of everything that determines node_modules. */
export function fingerprintOf(root) {
  const hash = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
  return `${hash} ${process.platform}-${process.arch}`;
}

function markerOf(root) {
  return join(root, 'node_modules', '.countersign-lock');
}

/** npm lists the installed packages in node_modules: the lock's entries without optional ones of other platforms. */
function matchesLock(root) {
  const installedFile = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(installedFile)) return false;
  const installed = readJson(installedFile).packages;
  const { '': _root, ...locked } = readJson(join(root, 'package-lock.json')).packages;
  const isSame = (one, other) => one.version === other.version && one.integrity === other.integrity;
  const isMissing = ([path, entry]) =>
    installed[path] ? !isSame(installed[path], entry) : !entry.optional && !entry.devOptional && !entry.peer;
  return !Object.entries(locked).some(isMissing) && Object.keys(installed).every((path) => locked[path]);
}

function readJson(path) {
  return JSON.parse(readFileSync(path, 'utf8'));
}

/** Resolves to undefined, or to npm's last lines. Its warnings, such as of engines on an older Node, are not shown. */
async function runNpmCi(root) {
  const progress = showProgress(root, listWanted(root));
  const npm = process.env.npm_execpath?.endsWith('.js') ? [process.execPath, process.env.npm_execpath] : ['npm'];
  const [command, ...args] = [
    ...npm,
    'ci',
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
    '--include=dev',
    '--include=optional',
  ];
  const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'ignore', 'pipe'] });
  let words = '';
  child.stderr.setEncoding('utf8').on('data', (text) => (words = (words + text).slice(-4_000)));
  const code = await new Promise((resolve) => {
    child.once('error', (error) => {
      words += String(error);
      resolve(1);
    });
    child.once('close', resolve);
  });
  progress.end(code === 0);
  return code === 0 ? undefined : words.trim();
}

/** The folders of the locked packages, without those of other platforms. */
function listWanted(root) {
  const fits = ({ os, cpu }) => (!os || os.includes(process.platform)) && (!cpu || cpu.includes(process.arch));
  const { '': _root, ...locked } = readJson(join(root, 'package-lock.json')).packages;
  return Object.keys(locked).filter((path) => path.startsWith('node_modules/') && fits(locked[path]));
}

/** A line with the number of packages installed so far. */
function showProgress(root, wanted) {
  const { stdout } = process;
  const started = Date.now();
  const say = () => {
    const present = wanted.filter((path) => existsSync(join(root, path, 'package.json'))).length;
    const seconds = Math.round((Date.now() - started) / 1000);
    const line = `  Installing the locked dependencies: ${present} of ${wanted.length} packages, ${seconds} s`;
    stdout.write(stdout.isTTY ? `\r\x1b[K${line}` : `${line}\n`);
  };
  say();
  const timer = setInterval(say, stdout.isTTY ? 500 : 5_000);
  return {
    end(isComplete) {
      clearInterval(timer);
      if (stdout.isTTY) stdout.write('\r\x1b[K');
      if (isComplete)
        stdout.write(`  Installed the locked dependencies in ${Math.round((Date.now() - started) / 1000)} s\n`);
    },
  };
}
