import type { ReactNode } from 'react';
import type { Faults } from './check-values.ts';
import type { FormTexts } from './form-texts.ts';
import type { FormValue } from './form-values.ts';
import type { Field } from './json-schema.ts';

/** A value with what a person reads for it. */
export type Choice = readonly [value: string, name: string];

export interface ControlProps {
  field: Field;
  /** Where it stands in the form: its name, below the path of its group. */
  path: string;
  value: FormValue;
  faults: Faults;
  texts: FormTexts;
  /** It cannot be changed here. */
  isFixed: boolean;
  /** There is one already, which an empty field keeps. */
  isKept: boolean;
  /** Where every field may be empty, none is marked. */
  isMarked: boolean;
  /** Values that exist elsewhere, to choose from. */
  choices?: readonly Choice[] | undefined;
  onValue: (value: FormValue) => void;
}

/** Draws a field of a group. */
export type DrawControl = (props: ControlProps) => ReactNode;
