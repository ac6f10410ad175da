import { useEffect, useRef, useState } from 'react';
import { useSettled } from './use-settled.ts';

/**
 * Text of a filter that is kept in the address: it goes there when the typing pauses, and follows when the address changes otherwise.
 * @param value in the address.
 */
export function useTyped(
  value: string,
  onSettled: (text: string) => void,
): [text: string, type: (text: string) => void] {
  const [text, setText] = useState(value);
  const settled = useSettled(text.trim());
  const sent = useRef(value);
  const send = useRef(onSettled);
  send.current = onSettled;
  useEffect(() => {
    if (settled === sent.current) return;
    sent.current = settled;
    send.current(settled);
  }, [settled]);
  useEffect(() => {
    if (value === sent.current) return;
    sent.current = value;
    setText(value);
  }, [value]);
  return [text, setText];
}
