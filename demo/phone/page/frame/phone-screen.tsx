import { Button, type ButtonProps } from '@mantine/core';
import type { ComponentPropsWithoutRef, ReactNode } from 'react';
import classes from './phone-screen.module.css';

interface PhoneScreenProps {
  children: ReactNode;
  /** The actions. They stay visible at the lower edge on a long screen. */
  actions?: ReactNode;
}

/** One screen of the phone: its content scrolls above its actions. */
export function PhoneScreen({ children, actions }: PhoneScreenProps) {
  return (
    <main className={classes.screen}>
      <div className={classes.content}>{children}</div>
      {actions && <div className={classes.actions}>{actions}</div>}
    </main>
  );
}

/** A button with the width of the screen and the height of a thumb. */
export function WideButton(props: ButtonProps & ComponentPropsWithoutRef<'button'>) {
  return <Button fullWidth size="lg" radius="lg" {...props} />;
}
