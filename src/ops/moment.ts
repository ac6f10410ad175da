import { InvalidArgumentError } from 'commander';

const units = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** A moment as operators write one: RFC 3339, or how long ago it was, as `90s`, `15m`, `2h`, `7d`. */
export function readMoment(text: string): Date {
  const [, count, unit] = /^(\d{1,6})([smhd])$/.exec(text) ?? [];
  const at = count === undefined ? readTime(text) : Date.now() - Number(count) * units[unit as keyof typeof units];
  if (!Number.isFinite(at)) throw new InvalidArgumentError('Write 15m, 2h, 7d (ago), or 2026-11-22T08:00:00Z.');
  return new Date(at);
}

function readTime(text: string): number {
  return /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2})$/.test(text) ? Date.parse(text) : Number.NaN;
}
