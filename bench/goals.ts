import { figure, ratio } from './table.ts';

/** The first line of a table of goals. */
export const goalHeading = ['goal', 'allowed', 'measured', ''];

/** A goal in milliseconds: no more than this. */
export function most(what: string, allowed: number, measured: number): string[] {
  return [
    what,
    `<= ${figure(allowed)} ms`,
    `${measured < 1 ? measured.toFixed(2) : figure(measured)} ms`,
    measured <= allowed ? 'met' : 'missed',
  ];
}

/** A goal as a ratio: no less than this. */
export function share(what: string, allowed: number, measured: number): string[] {
  return [what, `>= ${ratio(allowed)}`, ratio(measured), measured >= allowed ? 'met' : 'missed'];
}

/** A goal as a ratio: no more than this. */
export function noMoreThan(what: string, allowed: number, measured: number): string[] {
  return [what, `<= ${ratio(allowed)}`, ratio(measured), measured <= allowed ? 'met' : 'missed'];
}
