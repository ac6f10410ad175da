import { Card, Skeleton, Stack } from '@mantine/core';
import { ProblemAlert } from '../../../design/problem-alert.tsx';
import { ScreenHeading } from '../../../design/screen-heading.tsx';
import type { CustomerView } from '../../contract.ts';
import { BackLink } from '../layout/back-link.tsx';
import { shop } from '../shop-api.ts';
import { useLoaded } from '../use-loaded.ts';
import { useReloadOnReturn } from '../use-reload-on-return.ts';
import { PayForm } from './pay-form.tsx';

interface PayScreenProps {
  billId: string;
  customer: CustomerView;
  phoneUrl: string;
}

/** One bill, and how to confirm paying it. */
export function PayScreen({ billId, customer, phoneUrl }: PayScreenProps) {
  const account = useLoaded(shop.account, customer.userId);
  const phones = useLoaded(shop.phones, customer.userId);
  useReloadOnReturn(phones.reload);
  const bill = account.value?.bills.find((candidate) => candidate.id === billId && candidate.paidAt === undefined);
  const error = account.error ?? phones.error;
  const reload = () => {
    account.reload();
    phones.reload();
  };
  return (
    <Stack maw={560} mx="auto" gap="md">
      <BackLink />
      <ScreenHeading>Pay your bill</ScreenHeading>
      {error && <ProblemAlert title="This bill could not be loaded" message={error.message} onRetry={reload} />}
      {account.value && !bill && (
        <ProblemAlert title="This bill is not open" message="It was paid already, or it is not yours." />
      )}
      {!error && (!account.value || !phones.value) && <Skeleton height={420} radius="lg" />}
      {bill && phones.value && (
        <Card padding="xl">
          <PayForm bill={bill} customer={customer} phones={phones.value} phoneUrl={phoneUrl} />
        </Card>
      )}
    </Stack>
  );
}
