import { useEffect, useRef, type RefObject } from 'react';

/** Scrolls a part of the page into view when it appears, and when `what` it shows changes; not further than needed. */
export function useShown<Part extends HTMLElement>(what?: unknown): RefObject<Part | null> {
  const part = useRef<Part>(null);
  useEffect(() => {
    part.current?.scrollIntoView({ block: 'nearest' });
  }, [what]);
  return part;
}
