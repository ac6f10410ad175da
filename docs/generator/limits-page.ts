import { z } from 'zod';
import type { Limit } from '../../src/domain/rate-limits/limits.ts';
import { code, generatedNotice, table } from './markdown.ts';

type Limits = Readonly<Record<string, Limit>>;

/** docs/limits.md: everything that stops guessing and flooding. */
export function limitsPage(
  limits: { rateLimits: Limits; processLimits: Limits; bounds: Limits },
  general: z.ZodObject,
): string {
  const show = (rows: Limits) =>
    table(
      ['limit', 'what is counted', 'for each', 'at most', 'beyond it', 'changed by'],
      Object.entries(rows).map(([name, limit]) => [
        code(name),
        limit.counts,
        limit.per,
        amountOf(limit, general),
        beyond(limit),
        changedBy(limit),
      ]),
    );
  return `${generatedNotice}
# Limits

What stops guessing and flooding. The table is \`src/domain/rate-limits/limits.ts\`, from which the code takes its numbers: a limit is added there first.
What a setting changes is described in [settings.md](settings.md), what a code means in [errors.md](errors.md). Of a number that a setting changes the default is shown.

## Counted in PostgreSQL

They hold for all replicas together. A limit counts from the first one on, for the time that it names, and begins anew after that. What is personal stands in
the table \`rate_limit\` as a keyed hash; the key of a row begins with the name of its limit.

${show(limits.rateLimits)}
## Counted in each process

Counting these elsewhere would cost what they are to save.

${show(limits.processLimits)}
## Tries, sizes and lifetimes

Kept with what they are about: in its row, its workflow or the request.

${show(limits.bounds)}`;
}

function amountOf({ most, unit, within }: Limit, general: z.ZodObject): string {
  const amount = write(most, general, unit);
  return within === undefined ? amount : `${amount} in ${write(within, general, 'seconds')}`;
}

function write(amount: Limit['most'], general: z.ZodObject, unit: Limit['unit']): string {
  if (typeof amount === 'object' && 'field' in amount) return `as the ${amount.of} says`;
  const number = typeof amount === 'number' ? amount : defaultOf(amount.setting, general);
  if (number === 0) return 'any number';
  if (unit === 'seconds') return inWords(number);
  if (unit === 'bytes') return `${number / 1024} KiB`;
  return unit === 'times' ? String(number) : `${number} at once`;
}

function defaultOf(setting: string, general: z.ZodObject): number {
  return z.number().parse((general.shape[setting] as z.ZodType).parse(undefined));
}

const units = [
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
] as const;

/** Seconds in the longest unit that they are a whole number of. */
function inWords(seconds: number): string {
  const [unit, size] = units.find(([, length]) => seconds >= length && seconds % length === 0) ?? ['second', 1];
  const number = seconds / size;
  return `${number} ${unit}${number === 1 ? '' : 's'}`;
}

function beyond({ refuses, instead }: Limit): string {
  return [code(refuses), instead].filter(Boolean).join(', ');
}

function changedBy({ most, within }: Limit): string {
  return [most, within]
    .flatMap((amount) => {
      if (typeof amount !== 'object') return [];
      return 'field' in amount ? `${code(amount.field)} of the ${amount.of}` : code(amount.setting);
    })
    .join(', ');
}
