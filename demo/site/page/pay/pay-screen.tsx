import { Card, Divider, Group, Skeleton, Stack, Text } from '@mantine/core';
import { ProblemAlert } from '../../../design/problem-alert.tsx';
import { ScreenHeading } from '../../../design/screen-heading.tsx';
import type { BillView, CustomerView } from '../../contract.ts';
import { formatMoney } from '../format.ts';
import { BackLink } from '../layout/back-link.tsx';
import { shop } from '../shop-api.ts';
import { useLoaded } from '../use-loaded.ts';
import { PayForm } from './pay-form.tsx';

/** One bill, and how to confirm paying it. */
export function PayScreen({ billId, customer }: { billId: string; customer: CustomerView }) {
  const account = useLoaded(shop.account, customer.userId);
  const phones = useLoaded(shop.phones, customer.userId);
  const bill = account.value?.bills.find((candidate) => candidate.id === billId && candidate.paidAt === undefined);
  const error = account.error ?? phones.error;
  const reload = () => {
    account.reload();
    phones.reload();
  };
  return (
    <Stack maw={560} mx="auto" gap="lg">
      <BackLink />
      <ScreenHeading>Pay your bill</ScreenHeading>
      {error && <ProblemAlert title="This bill could not be loaded" message={error.message} onRetry={reload} />}
      {account.value && !bill && <ProblemAlert title="This bill is not open" message="It was paid already, or it is not yours." />}
      {!error && (!account.value || !phones.value) && <Skeleton height={420} radius="lg" />}
      {bill && phones.value && (
        <Card padding="xl">
          <BillSummary bill={bill} />
          <Divider my="lg" />
          <PayForm bill={bill} customer={customer} phones={phones.value.phones} />
        </Card>
      )}
    </Stack>
  );
}

/** Amount and what it is for. */
export function BillSummary({ bill }: { bill: BillView }) {
  return (
    <Group justify="space-between" align="flex-start" wrap="nowrap">
      <div>
        <Text fw={600}>
          {bill.title}, {bill.period}
        </Text>
        <Text size="sm" c="dimmed">
          Bill {bill.id.toUpperCase()}
        </Text>
      </div>
      <Text className="tabular" fz={26} fw={650} lh={1.1}>
        {formatMoney(bill.amount)}
      </Text>
    </Group>
  );
}
