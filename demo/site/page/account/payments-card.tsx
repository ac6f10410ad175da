import { Anchor, Badge, Card, Group, Stack, Text, Title } from '@mantine/core';
import type { PaymentState, PaymentView } from '../../contract.ts';
import { formatMoment, formatMoney } from '../format.ts';
import { linkTo } from '../route.ts';

const SHOWN = 6;

const badges: Record<PaymentState, { label: string; color: string }> = {
  waiting: { label: 'Waiting', color: 'gray' },
  paid: { label: 'Paid', color: 'northwind' },
  refused: { label: 'Refused', color: 'var(--northwind-refused)' },
  reported: { label: 'Reported', color: 'var(--northwind-refused)' },
  expired: { label: 'Expired', color: 'var(--northwind-warning)' },
  cancelled: { label: 'Cancelled', color: 'gray' },
  locked: { label: 'Locked', color: 'var(--northwind-refused)' },
  failed: { label: 'Failed', color: 'var(--northwind-warning)' },
};

/** The latest payments and their outcomes. */
export function PaymentsCard({ payments }: { payments: PaymentView[] }) {
  return (
    <Card>
      <Title order={2} size="h3" mb="md">
        Your payments
      </Title>
      <Stack gap="sm">
        {payments.slice(0, SHOWN).map((payment) => (
          <Group key={payment.id} justify="space-between" wrap="nowrap">
            <div>
              <Anchor {...linkTo(`/payments/${payment.id}`)} fw={550} c="inherit" underline="hover">
                {payment.bill.title}, {payment.bill.period}
              </Anchor>
              <Text size="sm" c="dimmed">
                {formatMoment(payment.startedAt)}
              </Text>
            </div>
            <Group gap="sm" wrap="nowrap">
              <Text className="tabular" fw={600}>
                {formatMoney(payment.bill.amount)}
              </Text>
              <Badge variant="light" color={badges[payment.state].color} tt="none" w={84}>
                {badges[payment.state].label}
              </Badge>
            </Group>
          </Group>
        ))}
      </Stack>
    </Card>
  );
}
