import { Button, Card, Loader, Stack, Text, Title } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { OutcomeSign } from '../../../design/outcome-sign.tsx';
import { ProblemAlert } from '../../../design/problem-alert.tsx';
import { ScreenHeading } from '../../../design/screen-heading.tsx';
import type { DeviceView, DevicesView } from '../../contract.ts';
import { BackLink } from '../layout/back-link.tsx';
import { linkTo } from '../route.ts';
import { shop } from '../shop-api.ts';
import { useLoaded } from '../use-loaded.ts';
import { EnrollmentCode } from './enrollment-code.tsx';
import { OnePhone } from './one-phone.tsx';

const POLL_MS = 2000;
/** How long to wait for the notifications of a new phone before it counts as connected without them. */
const SETTLE_MS = 10_000;

/** Connects a phone: first asks which phone gets the notifications, then shows a code. */
export function ConnectScreen() {
  const [isSettled, settle] = useState(false);
  const { value: before, error, reload } = useLoaded(shop.devices, 'before');
  const notified = before?.devices.find((device) => device.isNotified);
  return (
    <Stack maw={760} mx="auto" gap="md">
      <BackLink />
      <ScreenHeading>{before?.devices.length ? 'Connect another phone' : 'Connect your phone'}</ScreenHeading>
      {error && <ProblemAlert title="Your phones could not be loaded" message={error.message} onRetry={reload} />}
      {!before && !error && <Loader aria-label="Looking at your phones" mx="auto" />}
      {notified && !isSettled && <OnePhone phone={notified} onSettled={() => settle(true)} />}
      {before && (!notified || isSettled) && <CodeOfPhone before={before} />}
    </Stack>
  );
}

/** Shows a code until a phone has been connected with it. */
function CodeOfPhone({ before }: { before: DevicesView }) {
  const code = useLoaded(shop.enrollmentCode, 'code');
  const added = useAddedPhone(before);
  return (
    <>
      <div aria-live="polite">{added && <Connected phone={added} />}</div>
      {!added && code.error && (
        <ProblemAlert title="There is no code yet" message={code.error.message} onRetry={code.reload} />
      )}
      {!added && !code.error && (
        <Card padding="xl">
          {code.value ? (
            <EnrollmentCode code={code.value} onRenew={code.reload} />
          ) : (
            <Loader aria-label="Getting a code" mx="auto" />
          )}
        </Card>
      )}
    </>
  );
}

/** The phone that was connected since the screen opened, once it can approve and its notifications are settled. */
function useAddedPhone(before: DevicesView): DeviceView | undefined {
  const [added, setAdded] = useState<DeviceView>();
  const seenAt = useRef<number>(undefined);
  const { value: now } = useLoaded(shop.devices, 'now', added ? undefined : POLL_MS);
  useEffect(() => {
    const known = new Set(before.devices.map((device) => device.deviceId));
    const found = now?.devices.find((device) => !known.has(device.deviceId) && device.approves);
    if (!found) return;
    seenAt.current ??= Date.now();
    if (found.isNotified || Date.now() - seenAt.current > SETTLE_MS) setAdded((first) => first ?? found);
  }, [now, before]);
  return added;
}

function Connected({ phone }: { phone: DeviceView }) {
  return (
    <Card padding="xl">
      <Stack align="center" ta="center" gap="sm">
        <OutcomeSign tone="success" />
        <Title order={2}>Your phone is connected</Title>
        <Text c="dimmed" maw={400}>
          It is called “{phone.name}”.{' '}
          {phone.isNotified
            ? 'From now on you can confirm payments on it.'
            : 'Its notifications are off: it confirms what you scan with it.'}
        </Text>
        <Button component="a" mt="sm" {...linkTo('/')}>
          To your bills
        </Button>
      </Stack>
    </Card>
  );
}
