import { useCallback, useEffect, useMemo, useState } from 'react';
import { phoneNumberOf } from '../../../customers/phone-number.ts';
import { phoneMemory } from '../phone-memory.ts';
import { usePhone } from '../phone.ts';
import type { TextMessage } from '../sandbox-client.ts';

const COMPLETE_NUMBER = /^\+[1-9]\d{6,14}$/;

export interface TextInbox {
  /** The numbers of this phone: those of its accounts, and an entered one. */
  numbers: string[];
  /** The additional number while it is entered. */
  other: string;
  setOther: (number: string) => void;
  /** Newest first. */
  messages: TextMessage[];
  /** The unread ones. */
  unread: TextMessage[];
  /** Marks all as read. */
  read: () => void;
}

/** The text messages to the accounts of this phone, updated live. */
export function useTextInbox(userIds: string[]): TextInbox {
  const [other, setTyped] = useState(phoneMemory.number);
  const [lastRead, setLastRead] = useState(phoneMemory.lastReadMessage);
  const listed = [...userIds.map(phoneNumberOf), other].filter((number) => COMPLETE_NUMBER.test(number)).join(' ');
  const numbers = useMemo(() => [...new Set(listed.split(' '))].filter(Boolean), [listed]);
  const messages = useTextMessages(numbers);

  const setOther = (typed: string) => {
    const tidy = typed.replaceAll(/[^\d+]/g, '');
    phoneMemory.keepNumber(tidy);
    setTyped(tidy);
  };
  const newest = messages[0]?.id ?? 0;
  const read = useCallback(() => {
    if (newest <= phoneMemory.lastReadMessage()) return;
    phoneMemory.keepLastReadMessage(newest);
    setLastRead(newest);
  }, [newest]);
  return { numbers, other, setOther, messages, unread: messages.filter(({ id }) => id > lastRead), read };
}

function useTextMessages(numbers: string[]): TextMessage[] {
  const { sandbox } = usePhone();
  const [messages, setMessages] = useState<TextMessage[]>([]);
  useEffect(() => {
    setMessages([]);
    if (numbers.length === 0) return undefined;
    return sandbox.listenForMessages(numbers, (message) => {
      // After a lost connection the stream may start from the beginning.
      setMessages((before) =>
        before.some((known) => known.id === message.id)
          ? before
          : [message, ...before].toSorted((one, another) => another.id - one.id),
      );
    });
  }, [sandbox, numbers]);
  return messages;
}
