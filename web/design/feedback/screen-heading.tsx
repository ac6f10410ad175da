import { useEffect, useRef, type ReactNode } from 'react';

/** The heading of a screen. It takes the focus when the screen appears, unless a field of it has it, and names the tab. */
export function ScreenHeading({ children, title }: { children: ReactNode; title: string }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = title;
  }, [title]);
  useEffect(() => {
    if (!document.activeElement?.matches('input, select')) heading.current?.focus({ preventScroll: true });
  }, []);
  return (
    <h1 tabIndex={-1} ref={heading}>
      {children}
    </h1>
  );
}
