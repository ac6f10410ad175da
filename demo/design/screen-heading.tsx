import { Title, type TitleProps } from '@mantine/core';
import { useEffect, useRef, type ReactNode } from 'react';

/** The heading of a screen, which gets the focus when it appears, so that keyboard and screen reader start there. */
export function ScreenHeading({ children, ...title }: TitleProps & { children: ReactNode }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus({ preventScroll: true }), []);
  return (
    <Title order={1} tabIndex={-1} ref={heading} {...title}>
      {children}
    </Title>
  );
}
