import { Fragment, useEffect, useRef } from 'react';

/** The heading of a screen. It takes the focus when the screen appears, unless a field of it has it, and names the tab. */
export function ScreenHeading({ children, title }: { children: string; title: string }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = title;
  }, [title]);
  useEffect(() => {
    if (!document.activeElement?.matches('input, select')) heading.current?.focus({ preventScroll: true });
  }, []);
  return (
    <h1 tabIndex={-1} ref={heading}>
      {children.split(hyphenated).map((part, index) =>
        index % 2 === 1 ? (
          <span key={index} className="unbroken">
            {part}
          </span>
        ) : (
          <Fragment key={index}>{part}</Fragment>
        ),
      )}
    </h1>
  );
}

/** A short word with a hyphen, such as "sign-in", which would be broken there at the end of a line. Long ones have to be. */
const hyphenated = /(?<![\p{L}-])(\p{L}{1,8}-\p{L}{1,8})(?![\p{L}-])/u;
