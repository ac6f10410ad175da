import { Button, type ButtonProps } from '@mantine/core';
import type { ComponentPropsWithoutRef, ReactNode } from 'react';
import classes from './phone-screen.module.css';

/** One screen of the phone: scrolls by itself, its last element sits at the bottom. */
export function PhoneScreen({ children }: { children: ReactNode }) {
  return <main className={classes.screen}>{children}</main>;
}

/** The button of a phone: as wide as the screen, high enough for a thumb. */
export function WideButton(props: ButtonProps & ComponentPropsWithoutRef<'button'>) {
  return <Button fullWidth size="lg" radius="lg" {...props} />;
}
