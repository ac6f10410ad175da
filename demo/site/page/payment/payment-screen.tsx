import { Alert, Card, Loader, Stack, Anchor, Text } from '@mantine/core';
import { useEffect, useState } from 'react';
import { ProblemAlert } from '../../../design/problem-alert.tsx';
import { ScreenHeading } from '../../../design/screen-heading.tsx';
import type { PaymentView, OtpView } from '../../contract.ts';
import { BackLink } from '../layout/back-link.tsx';
import { PaymentResult } from './payment-result.tsx';
import { SmsCodeForm } from './sms-code-form.tsx';
import { WaitingForPhone } from './waiting-for-phone.tsx';
import { formatTimeLeft, useTimeLeft } from '../../../design/use-time-left.ts';
import { CancelPayment } from './cancel-payment.tsx';
import classes from './scan-with-phone.module.css';
import { shop } from '../shop-api.ts';

interface PaymentScreenProps {
  paymentId: string;
  phoneUrl: string;
}

/** A payment from its start to its end, updated live. */
export function PaymentScreen({ paymentId, phoneUrl }: PaymentScreenProps) {
  const { payment, interrupted, error } = usePayment(paymentId);
  return (
    <Stack maw={560} mx="auto" gap="md">
      <BackLink />
      {!payment && <ScreenHeading className="visually-hidden">Your payment</ScreenHeading>}
      {error && <ProblemAlert title="This payment cannot be shown" message={error.message} />}
      {interrupted && (
        <Alert role="status" color="var(--northwind-warning)" variant="light">
          The connection was interrupted. Trying again.
        </Alert>
      )}
      {!payment && !error && <Loader aria-label="Loading the payment" mx="auto" />}
      {payment && (
        <Card padding="xl">
          <PaymentStep payment={payment} phoneUrl={phoneUrl} />
        </Card>
      )}
    </Stack>
  );
}

function PaymentStep({ payment, phoneUrl }: { payment: PaymentView; phoneUrl: string }) {
  if (payment.state !== 'waiting') return <PaymentResult payment={payment} />;
  if (payment.asked === 'sms') return <SmsCodeForm payment={payment} phoneUrl={phoneUrl} />;
  if (payment.otp) return <ScanWithPhone payment={payment} otp={payment.otp} />;
  return <WaitingForPhone payment={payment} phoneUrl={phoneUrl} />;
}

/** Any phone of the customer can scan this picture; on the phone itself it is a link. */
function ScanWithPhone({ payment, otp }: { payment: PaymentView; otp: OtpView }) {
  const left = useTimeLeft(payment.expiresAt);
  return (
    <Stack gap="md">
      <div className={classes.layout}>
        <img className={classes.qr} src={otp.qr} alt="QR code of this payment" data-testid="otp-qr" />
        <div>
          <ScreenHeading fz="h2">Scan this with your phone</ScreenHeading>
          <Text c="dimmed" role="status" mt={6}>
            In Northwind ID, press “Scan a QR code”.
          </Text>
          <Text c="dimmed" mt={6}>
            It works once, for another <span className="tabular">{formatTimeLeft(left)}</span>.
          </Text>
          {otp.link && (
            <Text mt="md">
              <Anchor inherit href={otp.link} target="_blank" rel="noopener">
                Open Northwind ID on this device
              </Anchor>
            </Text>
          )}
        </div>
      </div>
      <CancelPayment payment={payment} />
    </Stack>
  );
}

interface FollowedPayment {
  payment?: PaymentView;
  /** The live connection is interrupted; the browser reopens it. */
  interrupted: boolean;
  error?: Error;
}

/** The current payment, updated by the shop's event stream until it has ended and its callback has arrived. */
function usePayment(id: string): FollowedPayment {
  const [state, setState] = useState<FollowedPayment>({ interrupted: false });
  useEffect(() => {
    const stream = new EventSource(shop.paymentStream(id));
    stream.addEventListener('payment', (event: MessageEvent<string>) => {
      const payment = JSON.parse(event.data) as PaymentView;
      setState({ payment, interrupted: false });
      if (isSettled(payment)) stream.close();
    });
    stream.addEventListener('error', () => {
      if (stream.readyState !== EventSource.CLOSED) return setState((before) => ({ ...before, interrupted: true }));
      // The server refused the stream: load the reason.
      shop.payment(id).catch((error: Error) => setState((before) => ({ ...before, error })));
    });
    return () => stream.close();
  }, [id]);
  return state;
}

/** Whether the payment has ended and its callback, if any, has arrived. */
function isSettled(payment: PaymentView): boolean {
  if (payment.state === 'waiting') return false;
  return payment.callbackAt !== undefined || payment.asked === 'sms';
}
