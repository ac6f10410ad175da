import { Button, Card, Divider, Group, Stack, Text, Title } from '@mantine/core';
import type { BillView } from '../../contract.ts';
import { formatMoney } from '../format.ts';
import { linkTo } from '../route.ts';

/** The open bills, oldest first and largest. */
export function BillsCard({ bills }: { bills: BillView[] }) {
  const [first, ...others] = bills.filter((bill) => bill.paidAt === undefined);
  if (!first) return null;
  return (
    <Card padding="xl">
      <Title order={2} fz="sm" c="dimmed" fw={550} lts={0}>
        To pay before {first.due}
      </Title>
      <Group justify="space-between" align="flex-end" mt={6} gap="md">
        <div>
          <Text className="tabular" fz={44} fw={650} lh={1.1} style={{ letterSpacing: '-0.03em' }}>
            {formatMoney(first.amount)}
          </Text>
          <Text mt={4}>
            {first.title}, {first.period}
          </Text>
        </div>
        <Button component="a" size="lg" {...linkTo(`/pay/${first.id}`)}>
          Pay this bill
          <BillName bill={first} />
        </Button>
      </Group>
      {others.length > 0 && <Divider my="lg" />}
      {others.length > 0 && (
        <Title order={3} size="h3" mb="sm">
          Coming up
        </Title>
      )}
      <Stack gap="sm">
        {others.map((bill) => (
          <BillRow key={bill.id} bill={bill} />
        ))}
      </Stack>
    </Card>
  );
}

/** The bill of a link, for screen reader users who hear the link alone. */
function BillName({ bill }: { bill: BillView }) {
  return <span className="visually-hidden">{`: ${formatMoney(bill.amount)}, ${bill.title}`}</span>;
}

function BillRow({ bill }: { bill: BillView }) {
  return (
    <Group justify="space-between" wrap="nowrap">
      <div>
        <Text fw={550}>
          {bill.title}, {bill.period}
        </Text>
        <Text size="sm" c="dimmed">
          Before {bill.due}
        </Text>
      </div>
      <Group gap="md" wrap="nowrap">
        <Text className="tabular" fw={600}>
          {formatMoney(bill.amount)}
        </Text>
        <Button component="a" variant="light" size="sm" {...linkTo(`/pay/${bill.id}`)}>
          Pay
          <BillName bill={bill} />
        </Button>
      </Group>
    </Group>
  );
}
