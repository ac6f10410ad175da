import { Fragment, type ReactNode } from 'react';
import field from '../../design/controls/field.module.css';
import { FieldError } from '../../design/controls/text-field.tsx';
import classes from './forms.module.css';

interface FieldFrameProps {
  id: string;
  label: string;
  hint: string;
  error: string | undefined;
  /** At the end of the label. */
  mark?: string | undefined;
  children: ReactNode;
}

/** A control of several lines or of choices with its label, hint and error. */
export function FieldFrame({ id, label, hint, error, mark, children }: FieldFrameProps) {
  return (
    <div className={field['field']}>
      <label className={field['label']} htmlFor={id}>
        {label}
        {mark && <span className={field['mark']}> · {mark}</span>}
      </label>
      <div className={field['frame']} data-invalid={Boolean(error)}>
        {children}
      </div>
      <Hint id={`${id}-hint`} text={hint} />
      <FieldError id={`${id}-error`} error={error} />
    </div>
  );
}

/** What the control is described by. */
export const describedBy = (id: string, hint: string, error: string | undefined) =>
  [error && `${id}-error`, hint && `${id}-hint`].filter(Boolean).join(' ') || undefined;

/** Words in back quotes are what is typed exactly. */
export function HintWords({ text }: { text: string }) {
  return text
    .split('`')
    .map((part, index) => <Fragment key={index}>{index % 2 === 1 ? <code>{part}</code> : part}</Fragment>);
}

export function Hint({ id, text }: { id?: string; text: string }) {
  if (text === '') return null;
  return (
    <p id={id} className={`${field['hint']} ${classes['hint']}`}>
      <HintWords text={text} />
    </p>
  );
}
