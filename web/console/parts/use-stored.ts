import { useState } from 'react';

/**
 * What an operator chose of how pages look, in this browser. Nothing of a person belongs in it: it outlives the session.
 * @param read makes a value of what is stored; undefined for anything else.
 */
export function useStored<Value>(
  name: string,
  first: Value,
  read: (stored: unknown) => Value | undefined,
): [value: Value, change: (value: Value) => void] {
  const key = `countersign.choice:${name}`;
  const [value, setValue] = useState(() => load(key, read) ?? first);
  const change = (next: Value) => {
    setValue(next);
    try {
      localStorage.setItem(key, JSON.stringify(next));
    } catch {
      // A browser that keeps nothing shows it as it is at first.
    }
  };
  return [value, change];
}

function load<Value>(key: string, read: (stored: unknown) => Value | undefined): Value | undefined {
  try {
    const text = localStorage.getItem(key);
    return text === null ? undefined : read(JSON.parse(text));
  } catch {
    return undefined;
  }
}
