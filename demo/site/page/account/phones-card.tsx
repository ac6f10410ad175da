import { Anchor, Button, Card, Group, Skeleton, Stack, Text, Title } from '@mantine/core';
import { IconDeviceMobilePlus } from '@tabler/icons-react';
import { useState } from 'react';
import { ProblemAlert } from '../../../design/problem-alert.tsx';
import type { DeviceView } from '../../contract.ts';
import { linkTo } from '../route.ts';
import { shop } from '../shop-api.ts';
import { useLoaded } from '../use-loaded.ts';
import { useReloadOnReturn } from '../use-reload-on-return.ts';
import { DisconnectDialog, type Disconnecting } from './disconnect-dialog.tsx';
import { PhoneRow } from './phone-row.tsx';

const POLL_MS = 20_000;

/** The connected phones of the customer, with actions to disconnect and to connect one. */
export function PhonesCard({ userId }: { userId: string }) {
  const { value, error, reload } = useLoaded(shop.devices, userId, POLL_MS);
  useReloadOnReturn(reload);
  return (
    <Card component="section" aria-labelledby="phones">
      <Title order={2} size="h3" mb="md" id="phones">
        Your phones
      </Title>
      {error && !value && (
        <ProblemAlert title="Your phones could not be loaded" message={error.message} onRetry={reload} />
      )}
      {!value && !error && <Skeleton height={56} radius="md" />}
      {value?.asking === 'paused' && <Paused />}
      {value && <Phones phones={value.devices} onChange={reload} />}
    </Card>
  );
}

function Paused() {
  return (
    <Text size="sm" mb="md" role="note">
      <b>Nothing is sent to your phones for a while:</b> a payment was reported as not yours.
    </Text>
  );
}

function Phones({ phones, onChange }: { phones: DeviceView[]; onChange: () => void }) {
  const [disconnecting, setDisconnecting] = useState<Disconnecting>();
  const close = () => setDisconnecting(undefined);
  return (
    <>
      {phones.length === 0 ? <NoPhones /> : <PhoneList phones={phones} onDisconnect={setDisconnecting} />}
      {disconnecting && <DisconnectDialog disconnecting={disconnecting} onClose={close} onDone={onChange} />}
    </>
  );
}

function NoPhones() {
  return (
    <Stack gap="md">
      <Text c="dimmed">Connect your phone once, and confirm every payment with one tap. It takes half a minute.</Text>
      <Button component="a" {...linkTo('/connect')} leftSection={<IconDeviceMobilePlus size={20} aria-hidden="true" />}>
        Connect a phone
      </Button>
    </Stack>
  );
}

function PhoneList({ phones, onDisconnect }: { phones: DeviceView[]; onDisconnect: (what: Disconnecting) => void }) {
  return (
    <Stack gap="md">
      {phones.map((phone) => (
        <PhoneRow key={phone.deviceId} phone={phone} onDisconnect={() => onDisconnect({ phone })} />
      ))}
      <Group justify="space-between">
        <Anchor {...linkTo('/connect')} size="sm" fw={550} underline="hover">
          Connect another phone
        </Anchor>
        {phones.length > 1 && (
          <Button
            variant="subtle"
            size="compact-sm"
            color="var(--northwind-refused)"
            onClick={() => onDisconnect('all')}
          >
            Disconnect all
          </Button>
        )}
      </Group>
    </Stack>
  );
}
