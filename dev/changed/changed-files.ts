import { execFileSync } from 'node:child_process';
import { Refusal } from '../console/refusal.ts';
import { inCheckout } from '../parts/checkout.ts';

/**
 * The files of the checkout that changed since `reference` and HEAD diverged, including new, uncommitted files.
 * @returns paths from the root of the checkout, sorted; removed files too. Throws a Refusal when git does not know the reference.
 */
export function listChangedFiles(reference = 'HEAD', root = inCheckout('')): string[] {
  const git = (...args: string[]) =>
    execFileSync('git', args, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
      .split('\n')
      .filter(Boolean);
  try {
    const [since = reference] = git('merge-base', '--end-of-options', reference, 'HEAD');
    const differing = git('diff', '--name-only', '--no-renames', '--no-relative', since);
    const added = git('ls-files', '--others', '--exclude-standard');
    return [...new Set([...differing, ...added])].toSorted();
  } catch (error) {
    throw new Refusal(`git does not compare with '${reference}': ${gitReason(error)}`);
  }
}

function gitReason(error: unknown): string {
  const { stderr, message } = error as Error & { stderr?: string };
  return (stderr || message).trim();
}
