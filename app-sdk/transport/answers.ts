import { CountersignError } from '../errors.ts';
import { parseObject, type HttpAnswer } from './problem.ts';

/** The members of a JSON answer, validated when they are read; a wrong type is `unexpected_answer`. */
export class Answer {
  readonly #members: Record<string, unknown>;

  constructor(members: Record<string, unknown>) {
    this.#members = members;
  }

  /** @param answer a 2xx answer whose body is a JSON object. */
  static of(answer: HttpAnswer): Answer {
    return new Answer(parseObject(answer.text));
  }

  text(name: string): string {
    return this.#take(name, (value): value is string => typeof value === 'string');
  }

  optionalText(name: string): string | undefined {
    return this.#members[name] === undefined || this.#members[name] === null ? undefined : this.text(name);
  }

  number(name: string): number {
    return this.#take(name, (value): value is number => typeof value === 'number');
  }

  optionalNumber(name: string): number | undefined {
    return this.#members[name] === undefined || this.#members[name] === null ? undefined : this.number(name);
  }

  boolean(name: string): boolean {
    return this.#take(name, (value): value is boolean => typeof value === 'boolean');
  }

  date(name: string): Date {
    const date = new Date(this.text(name));
    if (Number.isNaN(date.getTime())) throw unexpected(name);
    return date;
  }

  oneOf<T extends string>(name: string, values: readonly T[]): T {
    return this.#take(name, (value): value is T => values.includes(value as T));
  }

  list(name: string): Answer[] {
    const items = this.#take(name, (value): value is unknown[] => Array.isArray(value));
    return items.map((item) => {
      if (typeof item !== 'object' || item === null) throw unexpected(name);
      return new Answer(item as Record<string, unknown>);
    });
  }

  #take<T>(name: string, fits: (value: unknown) => value is T): T {
    const value = this.#members[name];
    if (!fits(value)) throw unexpected(name);
    return value;
  }
}

function unexpected(name: string): CountersignError {
  return new CountersignError('unexpected_answer', { detail: `"${name}" is missing or not as the protocol says` });
}
