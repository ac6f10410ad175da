import { useMemo } from 'react';
import { localeOf } from '../../design/language/page-language.ts';
import { useTexts } from './language.ts';

/** Times and numbers as the language writes them. */
export interface Formats {
  /** Day and minute. */
  moment(iso: string | number): string;
  /** With seconds. */
  exact(iso: string | number): string;
  time(iso: string | number): string;
  day(iso: string | number): string;
  /** How long ago, or until when. */
  ago(iso: string | number): string;
  number(value: number): string;
}

const steps: readonly [Intl.RelativeTimeFormatUnit, number][] = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
  ['second', 1],
];

export function useFormats(): Formats {
  const { language } = useTexts();
  return useMemo(() => {
    const locale = localeOf(language);
    const moment = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' });
    const exact = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'medium' });
    const time = new Intl.DateTimeFormat(locale, { timeStyle: 'short' });
    const day = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short' });
    const relative = new Intl.RelativeTimeFormat(language, { numeric: 'auto' });
    const numbers = new Intl.NumberFormat(locale);
    return {
      moment: (iso) => moment.format(new Date(iso)),
      exact: (iso) => exact.format(new Date(iso)),
      time: (iso) => time.format(new Date(iso)),
      day: (iso) => day.format(new Date(iso)),
      ago(iso) {
        const seconds = (new Date(iso).getTime() - Date.now()) / 1000;
        const [unit, size] = steps.find(([, each]) => Math.abs(seconds) >= each) ?? ['second', 1];
        return relative.format(Math.round(seconds / size), unit);
      },
      number: (value) => numbers.format(value),
    };
  }, [language]);
}
