import { useEffect, useState } from 'react';

const TICK_MS = 250;

/** Milliseconds until `deadline` (epoch ms), at least 0, updated four times a second until then. */
export function useTimeLeft(deadline: number): number {
  const [left, setLeft] = useState(() => Math.max(0, deadline - Date.now()));
  useEffect(() => {
    const update = () => setLeft(Math.max(0, deadline - Date.now()));
    update();
    const timer = setInterval(() => {
      update();
      if (Date.now() >= deadline) clearInterval(timer);
    }, TICK_MS);
    return () => clearInterval(timer);
  }, [deadline]);
  return left;
}

/** `75_000` becomes `1:15`, rounded up to full seconds. */
export function formatTimeLeft(milliseconds: number): string {
  const seconds = Math.ceil(milliseconds / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
