import { Button, Card, Stack, Text, Title } from '@mantine/core';
import { IconBellRinging } from '@tabler/icons-react';
import { useAttempt } from '../../../design/use-attempt.ts';
import type { DeviceView } from '../../contract.ts';
import { CardActions } from '../layout/card-actions.tsx';
import { shop } from '../shop-api.ts';
import { ShopProblemAlert } from '../shop-problem-alert.tsx';

interface OnePhoneProps {
  /** The phone that gets the notifications. */
  phone: DeviceView;
  /** Called when the customer has decided which phone gets them. */
  onSettled: () => void;
}

/** Explains before the code that only one phone gets notifications, and asks which one. */
export function OnePhone({ phone, onSettled }: OnePhoneProps) {
  const { busy, error, attempt } = useAttempt();
  const move = async () => {
    if (await attempt(() => shop.stopNotifications(phone.deviceId))) onSettled();
  };
  return (
    <Card padding="xl">
      <Stack gap="md">
        <IconBellRinging size={36} stroke={1.5} aria-hidden="true" color="var(--northwind-accent)" />
        <Title order={2} size="h3">
          One phone at a time gets your notifications
        </Title>
        <Text>
          Now that is <b>“{phone.name}”</b>. You can have more phones, but only one of them is asked when you pay.
        </Text>
        <Text c="dimmed" size="sm">
          If you move them, “{phone.name}” stays connected and confirms what you scan with it. If you do not, so does
          the new phone; you can change your mind later, under Settings on the phones.
        </Text>
        <CardActions>
          <ShopProblemAlert title="They were not moved" error={error} />
          <Button loading={busy} onClick={() => void move()}>
            Move them to the new phone
          </Button>
          <Button variant="default" disabled={busy} onClick={onSettled}>
            Leave them where they are
          </Button>
        </CardActions>
      </Stack>
    </Card>
  );
}
