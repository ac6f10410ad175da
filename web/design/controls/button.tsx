import type { ButtonHTMLAttributes, ReactNode } from 'react';
import classes from './button.module.css';

interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  look?: 'primary' | 'secondary' | 'danger' | 'plain';
  /** As wide as what it stands in. */
  wide?: boolean;
  /** Its work is under way: a second press does nothing, and the focus stays on it. */
  busy?: boolean;
  icon?: ReactNode;
}

/** A button. While busy it stays focusable, because a focus that is lost starts a screen reader anew at the top. */
export function Button({
  look = 'primary',
  wide = false,
  busy = false,
  icon,
  type = 'button',
  children,
  ...rest
}: ButtonProps) {
  return (
    <button
      {...rest}
      type={type}
      className={[classes.button, classes[look], wide && classes.wide].filter(Boolean).join(' ')}
      aria-disabled={busy || rest.disabled ? true : undefined}
      onClick={busy ? (event) => event.preventDefault() : rest.onClick}
    >
      {busy ? <span className={classes.spinner} aria-hidden="true" /> : icon}
      {children}
    </button>
  );
}
