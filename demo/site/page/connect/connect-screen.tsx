import { Button, Card, Loader, Stack, Text } from '@mantine/core';
import { useEffect, useState } from 'react';
import { OutcomeSign } from '../../../design/outcome-sign.tsx';
import { ProblemAlert } from '../../../design/problem-alert.tsx';
import { ScreenHeading } from '../../../design/screen-heading.tsx';
import type { PhoneView } from '../../contract.ts';
import { BackLink } from '../layout/back-link.tsx';
import { linkTo } from '../route.ts';
import { shop } from '../shop-api.ts';
import { useLoaded } from '../use-loaded.ts';
import { EnrollmentCode } from './enrollment-code.tsx';

const POLL_MS = 2000;

/** Shows a code that connects a phone, and notices when one was connected. */
export function ConnectScreen() {
  const code = useLoaded(shop.enrollmentCode, 'code');
  const added = useAddedPhone();
  return (
    <Stack maw={760} mx="auto" gap="lg">
      <BackLink />
      <ScreenHeading>Connect your phone</ScreenHeading>
      <div aria-live="polite">{added && <Connected phone={added} />}</div>
      {!added && code.error && <ProblemAlert title="There is no code yet" message={code.error.message} onRetry={code.reload} />}
      {!added && !code.error && (
        <Card padding="xl">
          {code.value ? <EnrollmentCode code={code.value} onRenew={code.reload} /> : <Loader aria-label="Getting a code" mx="auto" />}
        </Card>
      )}
    </Stack>
  );
}

/** The phone that is there now and was not when the screen opened. */
function useAddedPhone(): PhoneView | undefined {
  const [before, setBefore] = useState<Set<string>>();
  const [added, setAdded] = useState<PhoneView>();
  const { value } = useLoaded(shop.phones, 'phones', added ? undefined : POLL_MS);
  useEffect(() => {
    if (!value) return;
    if (!before) setBefore(new Set(value.phones.map((phone) => phone.deviceId)));
    else setAdded((found) => found ?? value.phones.find((phone) => !before.has(phone.deviceId)));
  }, [value, before]);
  return added;
}

function Connected({ phone }: { phone: PhoneView }) {
  return (
    <Card padding="xl">
      <Stack align="center" ta="center" gap="sm">
        <OutcomeSign tone="success" />
        <Text fz="h2" fw={650} role="heading" aria-level={2}>
          Your phone is connected
        </Text>
        <Text c="dimmed" maw={380}>
          It is called “{phone.name}”. From now on you can confirm payments on it.
        </Text>
        <Button component="a" mt="sm" {...linkTo('/')}>
          To your bills
        </Button>
      </Stack>
    </Card>
  );
}
