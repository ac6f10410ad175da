import { Anchor, Button, Card, Group, Skeleton, Stack, Text, Title } from '@mantine/core';
import { IconDeviceMobilePlus } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { ProblemAlert } from '../../../design/problem-alert.tsx';
import type { DeviceView } from '../../contract.ts';
import { linkTo } from '../route.ts';
import { shop } from '../shop-api.ts';
import { useLoaded } from '../use-loaded.ts';
import { DisconnectDialog, type Disconnecting } from './disconnect-dialog.tsx';
import { PhoneRow } from './phone-row.tsx';

const POLL_MS = 20_000;

/** The phones on which the customer is connected, how to disconnect them, and the way to connect one. */
export function PhonesCard({ userId }: { userId: string }) {
  const { value, error, reload } = useLoaded(shop.devices, userId, POLL_MS);
  useEffect(() => {
    // Back from the phone, where something may have changed.
    window.addEventListener('focus', reload);
    return () => window.removeEventListener('focus', reload);
  }, [reload]);
  return (
    <Card component="section" aria-labelledby="phones">
      <Title order={2} size="h3" mb="md" id="phones">
        Your phones
      </Title>
      {error && !value && <ProblemAlert title="Your phones could not be loaded" message={error.message} onRetry={reload} />}
      {!value && !error && <Skeleton height={56} radius="md" />}
      {value && <Phones phones={value.devices} onChange={reload} />}
    </Card>
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
        <Anchor {...linkTo('/connect')} size="sm" fw={550}>
          Connect another phone
        </Anchor>
        {phones.length > 1 && (
          <Button variant="subtle" size="compact-sm" color="var(--northwind-refused)" onClick={() => onDisconnect('all')}>
            Disconnect all
          </Button>
        )}
      </Group>
    </Stack>
  );
}
