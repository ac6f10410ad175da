import { Alert, Anchor, Text } from '@mantine/core';
import { IconInfoCircle } from '@tabler/icons-react';
import type { AskingState } from '../../contract.ts';
import { linkTo } from '../route.ts';

interface AskingNoteProps {
  asking: Exclude<AskingState, 'ready'>;
  phoneUrl: string;
}

/** Why no phone can be asked now, and what the customer can do. */
export function AskingNote({ asking, phoneUrl }: AskingNoteProps) {
  return (
    <Alert
      role="note"
      variant="light"
      color="var(--northwind-warning)"
      icon={<IconInfoCircle aria-hidden="true" />}
      title={titles[asking]}
    >
      <Text size="sm">
        <Advice asking={asking} phoneUrl={phoneUrl} />
      </Text>
    </Alert>
  );
}

const titles: Record<AskingNoteProps['asking'], string> = {
  no_phone: 'No phone is connected yet',
  approvals_off: 'Your phone approves nothing',
  notifications_off: 'Notifications are off on your phone',
  paused: 'Your phone is not asked for a while',
};

function Advice({ asking, phoneUrl }: AskingNoteProps) {
  const phone = (
    <Anchor inherit href={phoneUrl} target="_blank" rel="noopener">
      on the phone
    </Anchor>
  );
  switch (asking) {
    case 'no_phone':
      return <>{connectLink('Connect a phone')} to confirm with one tap.</>;
    case 'approvals_off':
      return (
        <>
          It is connected, but its approvals are off. Switch notifications on {phone}, under Settings. If your account
          was removed from it, {connectLink('connect it again')}.
        </>
      );
    case 'notifications_off':
      return (
        <>
          It is connected, but it cannot be asked. Switch notifications on {phone}, under Settings, or scan a picture.
        </>
      );
    case 'paused':
      return 'A payment was reported as not yours, so nothing is sent to your phones now. Scan a picture, or use a text message.';
  }
}

function connectLink(text: string) {
  return (
    <Anchor inherit {...linkTo('/connect')}>
      {text}
    </Anchor>
  );
}
