import { Alert, Card, Loader, Stack } from '@mantine/core';
import { ProblemAlert } from '../../../design/problem-alert.tsx';
import type { PaymentView } from '../../contract.ts';
import { BackLink } from '../layout/back-link.tsx';
import { PaymentResult } from './payment-result.tsx';
import { ScanWithPhone } from './scan-with-phone.tsx';
import { SmsCodeForm } from './sms-code-form.tsx';
import { usePayment } from './use-payment.ts';
import { WaitingForPhone } from './waiting-for-phone.tsx';

interface PaymentScreenProps {
  paymentId: string;
  phoneUrl: string;
}

/** A payment from the question to its end, live. */
export function PaymentScreen({ paymentId, phoneUrl }: PaymentScreenProps) {
  const { payment, interrupted, error } = usePayment(paymentId);
  return (
    <Stack maw={560} mx="auto" gap="lg">
      <BackLink />
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
