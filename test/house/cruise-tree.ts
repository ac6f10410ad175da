import { cruise } from 'dependency-cruiser';
import type { ICruiseResult } from 'dependency-cruiser';
import extractDepcruiseOptions from 'dependency-cruiser/config-utl/extract-depcruise-options';
import { fileURLToPath } from 'node:url';

export const importRulesFile = fileURLToPath(new URL('../../.dependency-cruiser.mjs', import.meta.url));

const options = await extractDepcruiseOptions(importRulesFile);

/** The rules as the tool reads them. */
export const importRules = options.ruleSet?.forbidden ?? [];

/** A broken import rule: its name and the import that breaks it. */
export interface Violation {
  rule: string;
  from: string;
  to: string;
}

/** Runs the house's own import rules on the tree at `root`. */
export async function cruiseTree(root: string): Promise<{ violations: Violation[]; modules: ICruiseResult['modules'] }> {
  const { output } = await cruise(['.'], { ...options, baseDir: root });
  if (typeof output === 'string') throw new Error(`dependency-cruiser answered text: ${output}`);
  const violations = output.summary.violations.map(({ rule, from, to }) => ({ rule: rule.name, from, to }));
  return { violations, modules: output.modules };
}
