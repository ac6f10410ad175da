import { Button, CopyButton, Group, Stack, Text, TextInput } from '@mantine/core';
import { IconCheck, IconCopy, IconMessage2 } from '@tabler/icons-react';
import { useState } from 'react';
import { ScreenHeading } from '../../../design/screen-heading.tsx';
import { PhoneScreen } from '../frame/phone-screen.tsx';
import { phoneMemory } from '../phone-memory.ts';
import type { TextMessage } from '../sandbox-client.ts';
import classes from './messages-screen.module.css';
import { useTextMessages } from './use-text-messages.ts';

const CODE = /\b\d{6}\b/;

/** The text messages to this phone's number. */
export function MessagesScreen() {
  const [number, setNumber] = useState(phoneMemory.number);
  const messages = useTextMessages(number);
  const change = (typed: string) => {
    const tidy = typed.replaceAll(/[^\d+]/g, '');
    phoneMemory.keepNumber(tidy);
    setNumber(tidy);
  };
  return (
    <PhoneScreen>
      <ScreenHeading fz={26}>Messages</ScreenHeading>
      <TextInput label="My number" type="tel" autoComplete="tel" value={number} onChange={(event) => change(event.currentTarget.value)} />
      {messages.length === 0 && <NoMessages />}
      <ol className={classes.list} aria-live="polite" aria-label="Text messages, newest first">
        {messages.map((message) => (
          <li key={message.id}>
            <Message message={message} />
          </li>
        ))}
      </ol>
    </PhoneScreen>
  );
}

function NoMessages() {
  return (
    <Stack flex={1} align="center" justify="center" gap="xs" c="dimmed">
      <IconMessage2 size={44} stroke={1.3} aria-hidden="true" />
      <Text>No messages yet</Text>
    </Stack>
  );
}

function Message({ message }: { message: TextMessage }) {
  const code = CODE.exec(message.body)?.[0];
  return (
    <article className={classes.message}>
      <Group justify="space-between" gap="xs">
        <Text size="sm" fw={600}>
          {message.from}
        </Text>
        <Text size="xs" c="dimmed">
          {new Date(message.received_at).toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' })}
        </Text>
      </Group>
      <p className={classes.body} data-testid="text-message">
        {message.body}
      </p>
      {code && (
        <CopyButton value={code} timeout={2500}>
          {({ copied, copy }) => (
            <Button
              size="compact-sm"
              variant="light"
              onClick={copy}
              leftSection={copied ? <IconCheck size={15} aria-hidden="true" /> : <IconCopy size={15} aria-hidden="true" />}
            >
              {copied ? 'Copied' : `Copy ${code}`}
            </Button>
          )}
        </CopyButton>
      )}
    </article>
  );
}
