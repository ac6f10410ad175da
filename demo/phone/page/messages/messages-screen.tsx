import { Button, CopyButton, Group, Stack, Text, TextInput } from '@mantine/core';
import { IconCheck, IconCopy, IconMessage2 } from '@tabler/icons-react';
import { useEffect } from 'react';
import { formatPhoneNumber } from '../../../customers/phone-number.ts';
import { ScreenHeading } from '../../../design/screen-heading.tsx';
import { PhoneScreen } from '../frame/phone-screen.tsx';
import type { TextMessage } from '../sandbox-client.ts';
import classes from './messages-screen.module.css';
import type { TextInbox } from './use-text-messages.ts';

const CODE = /\b\d{6}\b/;

/** The text messages to the numbers of this phone. They count as read while they are visible. */
export function MessagesScreen({ inbox: { numbers, other, setOther, messages, read } }: { inbox: TextInbox }) {
  useEffect(read, [read]);
  return (
    <PhoneScreen>
      <div>
        <ScreenHeading fz={26}>Messages</ScreenHeading>
        <Text c="dimmed" size="sm" mt={4}>
          To {numbers.map(formatPhoneNumber).join(' and ')}
        </Text>
      </div>
      {messages.length === 0 && <NoMessages />}
      <ol className={classes.list} aria-live="polite" aria-label="Text messages, newest first">
        {messages.map((message) => (
          <li key={message.id}>
            <Message message={message} toWhom={numbers.length > 1} />
          </li>
        ))}
      </ol>
      <TextInput
        mt="auto"
        label="Another number of mine"
        description="Its messages arrive here too"
        type="tel"
        autoComplete="tel"
        value={other}
        onChange={(event) => setOther(event.currentTarget.value)}
      />
    </PhoneScreen>
  );
}

function NoMessages() {
  return (
    <Stack my="auto" align="center" justify="center" gap="xs" c="dimmed">
      <IconMessage2 size={44} stroke={1.3} aria-hidden="true" />
      <Text>No messages yet</Text>
    </Stack>
  );
}

function Message({ message, toWhom }: { message: TextMessage; toWhom: boolean }) {
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
      {toWhom && (
        <Text size="xs" c="dimmed">
          To {formatPhoneNumber(message.to)}
        </Text>
      )}
      <p className={classes.body} data-testid="text-message">
        {message.body}
      </p>
      {code && <CopyCode code={code} />}
    </article>
  );
}

function CopyCode({ code }: { code: string }) {
  return (
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
  );
}
