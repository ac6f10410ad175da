import type { ClaimKind } from './status.ts';

/** What people are told of a claim, by language. */
export type FriendlyName = Record<'en' | 'nl', string>;

/** What the rules of a claim are about. */
export interface ClaimRules {
  kind: ClaimKind;
  /** Values that a discrete claim can have. */
  options: readonly string[];
  multiple: boolean;
  /** What a value of a free claim has to be like as a whole. */
  pattern?: string | null;
}

/** Values of a claim, and their characters. */
export const mostValues = 50;
export const longestValue = 255;

/** Quantifiers without an upper end: with more of them, and groups, one value could keep a process busy for minutes. */
const mostRepetitions = 3;

/** Whether a pattern can be used: a regular expression without groups, alternatives and references. */
export function isPattern(text: string): boolean {
  const plain = text.replaceAll(/\\[^\dk]/g, 'x').replaceAll(/\[\^?(?:\\.|[^\]\\])*\]/g, 'x');
  if (/[()|\\]/.test(plain)) return false;
  if ((plain.match(/[*+]|\{\d+,\}/g) ?? []).length > mostRepetitions) return false;
  try {
    return new RegExp(text, 'u').flags === 'u';
  } catch {
    return false;
  }
}

/** The setting that breaks a rule; undefined when all go together. */
export function checkDefinition({ kind, options, pattern }: ClaimRules): 'options' | 'pattern' | undefined {
  if (kind === 'discrete' && (options.length === 0 || new Set(options).size !== options.length)) return 'options';
  if (kind === 'free' && options.length > 0) return 'options';
  if (pattern != null && (kind === 'discrete' || !isPattern(pattern))) return 'pattern';
  return undefined;
}

/** Whether a person can have these values. */
export function areValues({ kind, options, multiple, pattern }: ClaimRules, values: readonly string[]): boolean {
  if (new Set(values).size !== values.length || values.length > (multiple ? mostValues : 1)) return false;
  if (values.some((value) => value === '' || value.length > longestValue)) return false;
  if (kind === 'discrete') return values.every((value) => options.includes(value));
  return pattern == null || values.every((value) => new RegExp(`^(?:${pattern})$`, 'u').test(value));
}
