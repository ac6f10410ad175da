import { Anchor, Button, Card, Group, Skeleton, Stack, Text, ThemeIcon, Title } from '@mantine/core';
import { IconDeviceMobile, IconDeviceMobilePlus } from '@tabler/icons-react';
import { ProblemAlert } from '../../../design/problem-alert.tsx';
import type { PhoneView } from '../../contract.ts';
import { linkTo } from '../route.ts';
import { shop } from '../shop-api.ts';
import { useLoaded } from '../use-loaded.ts';

/** The phones that can confirm a payment, and the way to connect one. */
export function PhonesCard({ userId }: { userId: string }) {
  const { value, error, reload } = useLoaded(shop.phones, userId);
  return (
    <Card>
      <Title order={2} size="h3" mb="md">
        Your phone
      </Title>
      {error && <ProblemAlert title="Your phones could not be loaded" message={error.message} onRetry={reload} />}
      {!value && !error && <Skeleton height={56} radius="md" />}
      {value && <Phones phones={value.phones} />}
    </Card>
  );
}

function Phones({ phones }: { phones: PhoneView[] }) {
  if (phones.length === 0) {
    return (
      <Stack gap="md">
        <Text c="dimmed">Connect your phone once, and confirm every payment with one tap. It takes half a minute.</Text>
        <Button component="a" {...linkTo('/connect')} leftSection={<IconDeviceMobilePlus size={20} aria-hidden="true" />}>
          Connect a phone
        </Button>
      </Stack>
    );
  }
  return (
    <Stack gap="md">
      {phones.map((phone) => (
        <PhoneRow key={phone.deviceId} phone={phone} />
      ))}
      <Anchor {...linkTo('/connect')} size="sm" fw={550}>
        Connect another phone
      </Anchor>
    </Stack>
  );
}

/** One connected phone. */
export function PhoneRow({ phone }: { phone: PhoneView }) {
  return (
    <Group gap="sm" wrap="nowrap">
      <ThemeIcon size={42} radius="md" variant="light" aria-hidden="true">
        <IconDeviceMobile size={24} />
      </ThemeIcon>
      <div>
        <Text fw={550}>{phone.name}</Text>
        <Text size="sm" c="dimmed">
          {phone.appName}, {phone.platform === 'ios' ? 'iPhone' : 'Android'}
        </Text>
      </div>
    </Group>
  );
}
