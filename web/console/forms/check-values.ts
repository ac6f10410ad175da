import type { FormValue, FormValues } from './form-values.ts';
import type { Field } from './json-schema.ts';

/** What is wrong with what a field holds, as the name of a text with its figures. */
export interface Fault {
  text:
    | 'required'
    | 'tooShort'
    | 'tooLong'
    | 'pattern'
    | 'number'
    | 'range'
    | 'tooMany'
    | 'pairs'
    // Of the API: by its code, in its own words, or neither.
    | 'refusal'
    | 'message'
    | 'refused';
  values: Record<string, string | number>;
}

/** Faults by the name of the field; of the fields in groups by the path to them, as `conditions.0.level`. */
export type Faults = Record<string, Fault>;

/** What the API would refuse for its form. What it refuses for other reasons only the API knows. */
export function checkValues(fields: readonly Field[], values: FormValues, path = ''): Faults {
  const faults: Faults = {};
  for (const field of fields) {
    const at = `${path}${field.name}`;
    const value = values[field.name] ?? '';
    if (field.kind === 'group' && (hasContent(value) || (field.isRequired && !field.isNullable))) {
      Object.assign(faults, checkValues(field.fields, value as FormValues, `${at}.`));
    } else if (field.kind === 'groups') {
      for (const [index, each] of (value as FormValues[]).entries())
        Object.assign(faults, checkValues(field.fields, each, `${at}.${index}.`));
    } else {
      const fault = faultOf(field, value);
      if (fault) faults[at] = fault;
    }
  }
  return faults;
}

function faultOf(field: Field, value: FormValue): Fault | undefined {
  if (!hasContent(value))
    return field.isRequired && !field.isNullable && field.kind !== 'flag'
      ? { text: 'required', values: {} }
      : undefined;
  if (typeof value !== 'string') return undefined;
  switch (field.kind) {
    case 'number':
      return numberFault(field, value);
    case 'lines':
      return linesFault(field, value);
    case 'pairs':
      return value.split('\n').every((line) => line.trim() === '' || /^[^:\s]+\s*:/.test(line.trim()))
        ? undefined
        : { text: 'pairs', values: {} };
    case 'text':
    case 'area':
      return textFault(field, value);
    default:
      return undefined;
  }
}

/** Whether there is anything in it. */
export function hasContent(value: FormValue): boolean {
  if (typeof value === 'string') return value.trim() !== '';
  if (typeof value === 'boolean') return value;
  if (Array.isArray(value)) return value.length > 0;
  return Object.values(value).some(hasContent);
}

function numberFault({ limits: { minimum, maximum } }: Field, text: string): Fault | undefined {
  if (!/^-?\d+$/.test(text.trim())) return { text: 'number', values: {} };
  const number = Number(text);
  const isWithin = number >= (minimum ?? number) && number <= (maximum ?? number);
  return isWithin ? undefined : { text: 'range', values: { minimum: minimum ?? 0, maximum: maximum ?? '' } };
}

function linesFault({ limits: { maxItems } }: Field, text: string): Fault | undefined {
  const count = text.split('\n').filter((line) => line.trim() !== '').length;
  return maxItems !== undefined && count > maxItems ? { text: 'tooMany', values: { maximum: maxItems } } : undefined;
}

function textFault({ limits: { minLength, maxLength, pattern } }: Field, text: string): Fault | undefined {
  if (maxLength !== undefined && text.length > maxLength) return { text: 'tooLong', values: { maximum: maxLength } };
  if (minLength !== undefined && text.length < minLength) return { text: 'tooShort', values: { minimum: minLength } };
  if (pattern !== undefined && !new RegExp(pattern, 'u').test(text)) return { text: 'pattern', values: {} };
  return undefined;
}
