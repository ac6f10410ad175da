import { Badge, Button, Group, Text, ThemeIcon } from '@mantine/core';
import { IconDeviceMobile } from '@tabler/icons-react';
import type { DeviceView } from '../../contract.ts';
import { formatMoment } from '../format.ts';

/** One connected phone: name, last use, whether it can approve, and the action to disconnect it. */
export function PhoneRow({ phone, onDisconnect }: { phone: DeviceView; onDisconnect: () => void }) {
  return (
    <Group gap="sm" wrap="nowrap" align="flex-start" role="group" aria-label={phone.name}>
      <ThemeIcon size={42} radius="md" variant="light" aria-hidden="true">
        <IconDeviceMobile size={24} />
      </ThemeIcon>
      <div style={{ flex: 1, minWidth: 0 }}>
        <Text fw={550} style={{ overflowWrap: 'anywhere' }}>
          {phone.name}
        </Text>
        <Text size="sm" c="dimmed">
          {phone.appName}, {phone.platform === 'ios' ? 'iPhone' : 'Android'}
        </Text>
        <Text size="sm" c="dimmed">
          Last used {formatMoment(phone.lastUsedAt)}
        </Text>
        <Group gap={6} mt={6}>
          <State isOn={phone.approves} on="Confirms payments" off="Cannot confirm" />
          <State isOn={phone.isNotified} on="Notifications on" off="Notifications off" />
        </Group>
      </div>
      <Button
        variant="subtle"
        size="compact-sm"
        color="var(--northwind-refused)"
        aria-label={`Disconnect ${phone.name}`}
        onClick={onDisconnect}
      >
        Disconnect
      </Button>
    </Group>
  );
}

function State({ isOn, on, off }: { isOn: boolean; on: string; off: string }) {
  return (
    <Badge variant="light" tt="none" fw={550} color={isOn ? 'northwind' : 'var(--northwind-warning)'}>
      {isOn ? on : off}
    </Badge>
  );
}
