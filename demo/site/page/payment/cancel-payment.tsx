import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { useAttempt } from '../../../design/use-attempt.ts';
import type { PaymentView } from '../../contract.ts';
import { CardActions } from '../layout/card-actions.tsx';
import { shop } from '../shop-api.ts';
import { ShopProblemAlert } from '../shop-problem-alert.tsx';

interface CancelPaymentProps {
  payment: PaymentView;
  /** Other actions, before the cancel button. */
  children?: ReactNode;
}

/** Cancels the payment in the shop. */
export function CancelPayment({ payment, children }: CancelPaymentProps) {
  const { busy, error, attempt } = useAttempt();
  return (
    <CardActions>
      <ShopProblemAlert title="It was not cancelled" error={error} />
      {children}
      <Button variant="default" fullWidth loading={busy} onClick={() => void attempt(() => shop.cancel(payment.id))}>
        Cancel this payment
      </Button>
    </CardActions>
  );
}
