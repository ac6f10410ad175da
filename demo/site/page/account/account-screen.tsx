import { Grid, Skeleton, Stack, Text } from '@mantine/core';
import { ProblemAlert } from '../../../design/problem-alert.tsx';
import { ScreenHeading } from '../../../design/screen-heading.tsx';
import type { CustomerView } from '../../contract.ts';
import { shop } from '../shop-api.ts';
import { useLoaded } from '../use-loaded.ts';
import { BillsCard } from './bills-card.tsx';
import { PaymentsCard } from './payments-card.tsx';
import { PhonesCard } from './phones-card.tsx';
import { UsageCard } from './usage-card.tsx';

/** The open bills, the phones and the payments. */
export function AccountScreen({ customer }: { customer: CustomerView }) {
  const { value: account, error, reload } = useLoaded(shop.account, customer.userId);
  return (
    <Stack gap="xl">
      <div>
        <ScreenHeading>Hello {customer.name}</ScreenHeading>
        <Text c="dimmed" mt={4}>
          Your customer id is <b>{customer.userId}</b>
        </Text>
      </div>
      {error && <ProblemAlert title="Your account could not be loaded" message={error.message} onRetry={reload} />}
      <Grid gap="lg">
        <Grid.Col span={{ base: 12, md: 7 }}>
          <Stack gap="lg">
            {account ? <BillsCard bills={account.bills} /> : <Skeleton height={260} radius="lg" />}
            {account && account.payments.length > 0 && <PaymentsCard payments={account.payments} />}
          </Stack>
        </Grid.Col>
        <Grid.Col span={{ base: 12, md: 5 }}>
          <Stack gap="lg">
            <PhonesCard userId={customer.userId} />
            <UsageCard />
          </Stack>
        </Grid.Col>
      </Grid>
    </Stack>
  );
}
