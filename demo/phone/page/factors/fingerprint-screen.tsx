import { Anchor, Button, Group, Stack, Text } from '@mantine/core';
import { IconFingerprint } from '@tabler/icons-react';
import { useSyncExternalStore } from 'react';
import { ScreenHeading } from '../../../design/screen-heading.tsx';
import { PhoneScreen, WideButton } from '../frame/phone-screen.tsx';
import { usePhone } from '../phone.ts';
import classes from './fingerprint-screen.module.css';

interface FingerprintScreenProps {
  purpose: string;
  about?: string;
  onPin: () => void;
  onCancel: () => void;
}

/** The simulated sensor of this phone: waits for a finger, and offers an unknown one as well. */
export function FingerprintScreen({ purpose, about, onPin, onCancel }: FingerprintScreenProps) {
  const { sensor } = usePhone();
  const wrongTouches = useSyncExternalStore(sensor.listen, sensor.wrongTouches);
  const isWaiting = wrongTouches !== undefined;
  return (
    <PhoneScreen
      actions={
        <>
          <WideButton loading={!isWaiting} onClick={sensor.touch}>
            Touch the sensor
          </WideButton>
          <Button variant="subtle" disabled={!isWaiting} onClick={sensor.touchWrongly}>
            Touch it with another finger
          </Button>
          <Group justify="space-around">
            <Anchor component="button" type="button" underline="hover" onClick={onPin}>
              Use the PIN instead
            </Anchor>
            <Anchor component="button" type="button" underline="hover" onClick={onCancel}>
              Not now
            </Anchor>
          </Group>
        </>
      }
    >
      <Stack my="auto" align="center" ta="center" gap="md">
        <ScreenHeading fz={26}>{purpose}</ScreenHeading>
        {about && (
          <Text fw={550} style={{ overflowWrap: 'anywhere' }}>
            {about}
          </Text>
        )}
        <div className={classes.sensor} data-waiting={isWaiting} aria-hidden="true">
          <IconFingerprint size={72} stroke={1.3} />
        </div>
        <Text role="status" mih="3em" c={wrongTouches ? 'var(--northwind-refused)' : 'dimmed'}>
          {wrongTouches ? 'That finger is not known. Try again.' : 'Put your finger on the sensor.'}
        </Text>
      </Stack>
    </PhoneScreen>
  );
}
