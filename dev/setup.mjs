/**
 * The first step of every npm command, with any Node version: checks that this machine is supported, installs the
 * locked dependencies when they are missing or stale, and starts the command with the Node 24 among them.
 *
 *   node dev/setup.mjs start|dev|test|check|fuzz|bench|docs|ops [arguments]
 *
 * Plain JavaScript without dependencies. This file has no static import and no newer syntax, so that an old Node can
 * still print why it is refused.
 */
const oldestMajor = 20;
const commands = ['start', 'dev', 'test', 'check', 'fuzz', 'bench', 'docs', 'ops'];

function refuse(reason) {
  process.stderr.write(`\n  Cannot go on: ${reason}\n\n`);
  process.exit(1);
}

async function main() {
  if (Number(process.versions.node.split('.')[0]) < oldestMajor) {
    refuse(
      `this is Node ${process.versions.node}, Countersign needs Node ${oldestMajor} or newer: install one from https://nodejs.org and run the command again`,
    );
  }
  const [command, ...args] = process.argv.slice(2);
  if (!commands.includes(command)) refuse(`usage: node dev/setup.mjs ${commands.join('|')} [arguments]`);
  const { checkPlatform } = await import('./install/platform.mjs');
  const { installDependencies } = await import('./install/dependencies.mjs');
  const { handOver } = await import('./install/hand-over.mjs');
  const problem = checkPlatform(process);
  if (problem) refuse(problem);
  await installDependencies(refuse);
  handOver(command, args, refuse);
}

main().catch((error) => {
  process.stderr.write(`${(error && error.stack) || error}\n`);
  process.exit(1);
});
