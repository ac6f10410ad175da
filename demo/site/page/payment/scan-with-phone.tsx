import { Anchor, Stack, Text } from '@mantine/core';
import { ScreenHeading } from '../../../design/screen-heading.tsx';
import { formatTimeLeft, useTimeLeft } from '../../../design/use-time-left.ts';
import type { OtpView, PaymentView } from '../../contract.ts';
import { CancelPayment } from './cancel-payment.tsx';
import classes from './scan-with-phone.module.css';

/** Whichever phone of the customer reads this picture is asked; on the phone itself it is a link. */
export function ScanWithPhone({ payment, otp }: { payment: PaymentView; otp: OtpView }) {
  const left = useTimeLeft(payment.expiresAt);
  return (
    <Stack align="center" ta="center" gap="md">
      <ScreenHeading fz="h2" role="heading">
        Scan this with your phone
      </ScreenHeading>
      <Text c="dimmed" role="status">
        In Northwind ID, press “Scan a QR code”. It works once, for another <span className="tabular">{formatTimeLeft(left)}</span>.
      </Text>
      <img className={classes.qr} src={otp.qr} alt="QR code of this payment" data-testid="otp-qr" />
      {otp.link && (
        <Anchor href={otp.link} target="_blank" rel="noopener">
          Open Northwind ID on this device
        </Anchor>
      )}
      <CancelPayment payment={payment} />
    </Stack>
  );
}
