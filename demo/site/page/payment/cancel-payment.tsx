import { Button, Stack } from '@mantine/core';
import { useAttempt } from '../../../design/use-attempt.ts';
import type { PaymentView } from '../../contract.ts';
import { shop } from '../shop-api.ts';
import { ShopProblemAlert } from '../shop-problem-alert.tsx';

/** Gives the payment up, from the shop's side. */
export function CancelPayment({ payment }: { payment: PaymentView }) {
  const { busy, error, attempt } = useAttempt();
  return (
    <Stack gap="sm" w="100%" align="center">
      <Button variant="subtle" size="sm" loading={busy} onClick={() => void attempt(() => shop.cancel(payment.id))}>
        Cancel this payment
      </Button>
      <ShopProblemAlert title="It was not cancelled" error={error} />
    </Stack>
  );
}
