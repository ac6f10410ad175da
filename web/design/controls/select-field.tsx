import { useId } from 'react';
import classes from './select-field.module.css';

interface SelectFieldProps {
  label: string;
  /** A value that is chosen is no filter, and not marked. */
  plain?: boolean;
  value: string;
  options: readonly (readonly [value: string, name: string])[];
  onValue: (value: string) => void;
}

/** One of a few values, in one line with its name. */
export function SelectField({ label, plain = false, value, options, onValue }: SelectFieldProps) {
  const id = useId();
  return (
    <div className={classes.field} data-chosen={!plain && value !== ''}>
      <label htmlFor={id}>{label}</label>
      <select id={id} value={value} onChange={(event) => onValue(event.currentTarget.value)}>
        {options.map(([each, name]) => (
          <option key={each} value={each}>
            {name}
          </option>
        ))}
      </select>
    </div>
  );
}

interface FilterFieldProps {
  label: string;
  value: string;
  type?: 'text' | 'datetime-local';
  placeholder?: string;
  onText: (text: string) => void;
}

/** Text to filter by, in the same line. */
export function FilterField({ label, value, type = 'text', placeholder, onText }: FilterFieldProps) {
  const id = useId();
  return (
    <div className={classes.field} data-chosen={value !== ''}>
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        type={type}
        value={value}
        placeholder={placeholder}
        spellCheck={false}
        autoComplete="off"
        onChange={(event) => onText(event.currentTarget.value)}
      />
    </div>
  );
}
