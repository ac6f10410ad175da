import { useEffect, useRef } from 'react';

/** The layers that Back closes, the newest last. */
const layers: (() => void)[] = [];
let isMoving = false;
let isDue = false;

/** Number of entries in the browser's history that belong to layers of this page. */
function entries(): number {
  return (history.state as { layers?: number } | null)?.layers ?? 0;
}

/** Gives every layer one history entry. Deferred, because a layer may replace another one. */
function settle(): void {
  if (isDue) return;
  isDue = true;
  setTimeout(() => {
    isDue = false;
    if (isMoving) return;
    for (let count = entries() + 1; count <= layers.length; count++) history.pushState({ layers: count }, '');
    if (entries() === layers.length) return;
    isMoving = true;
    history.go(layers.length - entries());
  });
}

window.addEventListener('popstate', () => {
  const isOurs = isMoving;
  isMoving = false;
  // From the last layer down to the target of Back; a layer that cannot close gets its entry back.
  if (!isOurs) for (const close of layers.slice(entries()).toReversed()) close();
  settle();
});

/** While `isOpen`, the browser's Back button closes this layer instead of leaving the page. */
export function useBack(isOpen: boolean, onBack: () => void): void {
  const latest = useRef(onBack);
  latest.current = onBack;
  useEffect(() => {
    if (!isOpen) return undefined;
    const close = () => latest.current();
    layers.push(close);
    settle();
    return () => {
      layers.splice(layers.indexOf(close), 1);
      settle();
    };
  }, [isOpen]);
}

// Entries of layers from before a reload have no layer: the page goes back before them.
settle();
