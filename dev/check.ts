import { spawn } from 'node:child_process';
import { styleText } from 'node:util';
import { inCheckout } from './parts/checkout.ts';

export interface CheckResult {
  name: string;
  passed: boolean;
  seconds: number;
  /** The output of the tool. */
  output: string;
}

interface Check {
  name: string;
  /** A script for Node, and its arguments. */
  script: string;
  args: string[];
}

const help = `
  npm run check        types, lint, format, plain words, import rules and generated documents; npm run format and npm run docs
                       write the format and the documents

    --help             this text
`;

/** What the last check found, so that the next one looks only at what changed; tsconfig.json names the same folder. */
const cache = inCheckout('node_modules/.cache/countersign-check');

const checks: Check[] = [
  { name: 'types', script: 'node_modules/.bin/tsc', args: ['-p', 'tsconfig.json'] },
  { name: 'lint', script: 'node_modules/.bin/oxlint', args: [] },
  { name: 'format', script: 'node_modules/oxfmt/bin/oxfmt', args: ['--check', '.'] },
  { name: 'plain words', script: 'dev/checks/plain-words.ts', args: [] },
  {
    name: 'import rules',
    script: 'node_modules/.bin/depcruise',
    args: ['--config', '.dependency-cruiser.mjs', '--cache', `${cache}/imports`, '--cache-strategy', 'content', '.'],
  },
  { name: 'generated docs', script: 'docs/generator/generate.ts', args: ['--check'] },
];

/** Runs all checks at once; prints one line as each ends, and the full output of failed ones. */
export async function runChecks(): Promise<CheckResult[]> {
  process.stdout.write(`\n  Checking ${checks.map(({ name }) => name).join(', ')} ...\n`);
  const results = await Promise.all(
    checks.map(async (check) => {
      const result = await runCheck(check);
      process.stdout.write(summaryLine(result));
      return result;
    }),
  );
  for (const { name, output } of results.filter(({ passed }) => !passed)) {
    process.stdout.write(`\n${styleText('bold', name)}\n${output.trimEnd()}\n`);
  }
  return results;
}

async function runCheck({ name, script, args }: Check): Promise<CheckResult> {
  const started = performance.now();
  const child = spawn(process.execPath, [inCheckout(script), ...args], {
    cwd: inCheckout(''),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { name, passed: code === 0, seconds: (performance.now() - started) / 1000, output };
}

function summaryLine({ name, passed, seconds }: CheckResult): string {
  const mark = passed ? styleText('green', '✓') : styleText('red', '✗');
  return `  ${mark} ${name.padEnd(16)} ${styleText('dim', `${seconds.toFixed(1)} s`)}\n`;
}

if (import.meta.main) {
  const args = process.argv.slice(2);
  if (args.includes('--help') || args.includes('-h')) {
    process.stdout.write(help);
  } else if (args.length) {
    process.stderr.write(`\n  Cannot go on: npm run check takes no '${args[0]}'\n\n`);
    process.exitCode = 1;
  } else {
    const results = await runChecks();
    process.exitCode = results.every(({ passed }) => passed) ? 0 : 1;
  }
}
