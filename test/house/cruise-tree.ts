import { cruise } from 'dependency-cruiser';
import type { ICruiseResult } from 'dependency-cruiser';
import extractDepcruiseOptions from 'dependency-cruiser/config-utl/extract-depcruise-options';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

export const importRulesFile = fileURLToPath(new URL('../../.dependency-cruiser.mjs', import.meta.url));

rememberSafePatterns();
const options = await extractDepcruiseOptions(importRulesFile);

/** The rules as the tool reads them. */
export const importRules = options.ruleSet?.forbidden ?? [];

/** A broken import rule: its name and the import that breaks it. */
export interface Violation {
  rule: string;
  from: string;
  to: string;
}

/** Applies the import rules of this repository to the tree at `root`. */
export async function cruiseTree(
  root: string,
): Promise<{ violations: Violation[]; modules: ICruiseResult['modules'] }> {
  const { output } = await cruise(['.'], { ...options, baseDir: root });
  if (typeof output === 'string') throw new Error(`dependency-cruiser answered text: ${output}`);
  const violations = output.summary.violations.map(({ rule, from, to }) => ({ rule: rule.name, from, to }));
  return { violations, modules: output.modules };
}

/** The analyzer of patterns in dependency-cruiser. */
interface PatternAnalyzer {
  options: object;
  isVulnerable(pattern: RegExp): boolean;
}

/**
 * Caches the results of the pattern analyzer. Before each run dependency-cruiser checks whether the patterns of the rules can cause endless
 * matching, which takes four times as long as to cruise a small tree, although the rules are the same in each run.
 */
function rememberSafePatterns(): void {
  const requireAsTheTool = createRequire(import.meta.resolve('dependency-cruiser'));
  const analyzers = requireAsTheTool('safe-regex/lib/analyzer-family') as { prototype: PatternAnalyzer }[];
  for (const { prototype } of analyzers) {
    const { isVulnerable } = prototype;
    const known = new Map<string, boolean>();
    prototype.isVulnerable = function isVulnerableAsBefore(pattern) {
      const key = JSON.stringify([String(pattern), this.options]);
      const answer = known.get(key) ?? isVulnerable.call(this, pattern);
      known.set(key, answer);
      return answer;
    };
  }
}
