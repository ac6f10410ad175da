import { useEffect, useState } from 'react';
import { usePhone } from '../phone.ts';
import type { TextMessage } from '../sandbox-client.ts';

const COMPLETE_NUMBER = /^\+[1-9]\d{6,14}$/;

/** The text messages to a number, newest first, live. */
export function useTextMessages(number: string): TextMessage[] {
  const { sandbox } = usePhone();
  const [messages, setMessages] = useState<TextMessage[]>([]);
  useEffect(() => {
    setMessages([]);
    if (!COMPLETE_NUMBER.test(number)) return undefined;
    return sandbox.listenForMessages(number, (message) => {
      // After a lost connection the stream may begin anew.
      setMessages((before) => (before.some((known) => known.id === message.id) ? before : [message, ...before]));
    });
  }, [sandbox, number]);
  return messages;
}
