import { IconAlertCircle } from '@tabler/icons-react';
import { useId, useState, type InputHTMLAttributes, type ReactNode, type Ref } from 'react';
import classes from './field.module.css';

export interface TextFieldProps extends Omit<InputHTMLAttributes<HTMLInputElement>, 'id' | 'onChange'> {
  label: string;
  /** Behind the label, in quiet letters. */
  mark?: string | undefined;
  /** What helps before it is filled in. */
  hint?: ReactNode;
  /** What is wrong with it; read out when it appears. */
  error?: string | undefined;
  onText: (text: string) => void;
  ref?: Ref<HTMLInputElement>;
  /** A control at the end of the field. */
  end?: ReactNode;
  look?: 'text' | 'code' | 'words';
}

const looks = { text: '', code: classes['code'], words: `${classes['code']} ${classes['words']}` };

/** One line of text with its label, hint and error, joined for a screen reader. */
export function TextField({ label, mark, hint, error, onText, end, look = 'text', ...input }: TextFieldProps) {
  const id = useId();
  const described = [error && `${id}-error`, hint && `${id}-hint`].filter(Boolean).join(' ');
  return (
    <div className={classes.field}>
      <label className={classes.label} htmlFor={id}>
        {label}
        {mark && <span className={classes.mark}> · {mark}</span>}
      </label>
      <div className={classes.frame} data-invalid={Boolean(error)}>
        <input
          {...input}
          id={id}
          className={`${classes.input} ${looks[look]}`}
          aria-invalid={error ? true : undefined}
          aria-describedby={described || undefined}
          onChange={(event) => onText(event.currentTarget.value)}
        />
        {end}
      </div>
      {hint && (
        <p id={`${id}-hint`} className={classes.hint}>
          {hint}
        </p>
      )}
      <FieldError id={`${id}-error`} error={error} />
    </div>
  );
}

/** Always there, so that a screen reader notices what appears in it. */
export function FieldError({ id, error }: { id: string; error: string | undefined }) {
  return (
    <div id={id} role="alert" hidden={!error} className={classes.error}>
      {error && <IconAlertCircle size={18} aria-hidden="true" />}
      {error}
    </div>
  );
}

interface PasswordFieldProps extends TextFieldProps {
  show: string;
  hide: string;
}

/** A password that can be made visible: a person who sees what they typed needs no second try. */
export function PasswordField({ show, hide, ...field }: PasswordFieldProps) {
  const [isShown, setShown] = useState(false);
  return (
    <TextField
      {...field}
      type={isShown ? 'text' : 'password'}
      autoCapitalize="none"
      autoCorrect="off"
      spellCheck={false}
      end={
        <button type="button" className={classes.end} aria-pressed={isShown} onClick={() => setShown(!isShown)}>
          {isShown ? hide : show}
        </button>
      }
    />
  );
}

interface CodeFieldProps extends Omit<TextFieldProps, 'look' | 'onText' | 'value'> {
  value: string;
  digits: number;
  onText: (text: string) => void;
  /** Called once when the last digit is there. */
  onComplete: (code: string) => void;
}

/** One field for a code of digits, which the browser fills in from a text message. Spaces and dashes of a paste are dropped. */
export function CodeField({ digits, onText, onComplete, ...field }: CodeFieldProps) {
  const take = (text: string) => {
    const code = text.replaceAll(/\D/g, '').slice(0, digits);
    onText(code);
    if (code.length === digits && field.value.length !== digits) onComplete(code);
  };
  return (
    <TextField
      {...field}
      look="code"
      inputMode="numeric"
      autoComplete="one-time-code"
      pattern="[0-9]*"
      dir="ltr"
      onText={take}
    />
  );
}

interface CheckFieldProps {
  checked: boolean;
  onChecked: (checked: boolean) => void;
  disabled?: boolean;
  children: ReactNode;
}

/** A box to tick, whose whole line is its label. */
export function CheckField({ checked, onChecked, disabled = false, children }: CheckFieldProps) {
  return (
    <label className={classes.check}>
      <input
        type="checkbox"
        checked={checked}
        disabled={disabled}
        onChange={(event) => onChecked(event.currentTarget.checked)}
      />
      <span>{children}</span>
    </label>
  );
}
