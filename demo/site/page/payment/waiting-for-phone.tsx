import { Anchor, Stack, Text } from '@mantine/core';
import { CountdownRing } from '../../../design/countdown-ring.tsx';
import { ScreenHeading } from '../../../design/screen-heading.tsx';
import type { PaymentView } from '../../contract.ts';
import { CancelPayment } from './cancel-payment.tsx';
import classes from './waiting-for-phone.module.css';

/** Shown while the shop waits for the answer of the phone. */
export function WaitingForPhone({ payment, phoneUrl }: { payment: PaymentView; phoneUrl: string }) {
  return (
    <Stack gap="md">
      <div className={classes.title}>
        <div className={classes.ring}>
          <CountdownRing deadline={payment.expiresAt} total={payment.timeToLive} size={104} />
        </div>
        <div>
          <ScreenHeading fz="h2">Waiting for your phone</ScreenHeading>
          <Text c="dimmed" role="status" mt={4}>
            We sent a question to {payment.phone ? <b>“{payment.phone.name}”</b> : 'your phone'}. Check that it shows
            exactly this, then approve:
          </Text>
        </div>
      </div>
      <div className={classes.question} data-testid="asked">
        <Text fw={600}>{payment.message}</Text>
        {payment.secureMessage && <Text size="sm">{payment.secureMessage}</Text>}
      </div>
      {payment.verificationCode && (
        <div className={classes.code}>
          <Text>Then type this code there:</Text>
          <Text className={classes.digits} data-testid="verification-code">
            {payment.verificationCode}
          </Text>
        </div>
      )}
      <Text size="sm" c="dimmed">
        Nothing arrived?{' '}
        <Anchor inherit href={phoneUrl} target="_blank" rel="noopener">
          Open the phone
        </Anchor>
        , it shows what is waiting.
      </Text>
      <CancelPayment payment={payment} />
    </Stack>
  );
}
