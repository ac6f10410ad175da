import { Button, Group, Stack, Text } from '@mantine/core';
import { IconWebhook } from '@tabler/icons-react';
import { type OutcomeTone, OutcomeSign } from '../../../design/outcome-sign.tsx';
import { ScreenHeading } from '../../../design/screen-heading.tsx';
import type { PaymentState, PaymentView } from '../../contract.ts';
import { formatMoney } from '../format.ts';
import { CardActions } from '../layout/card-actions.tsx';
import { linkTo } from '../route.ts';
import { SignedText } from './signed-text.tsx';

interface Outcome {
  tone: OutcomeTone;
  title: string;
  text: string;
}

const outcomes: Record<Exclude<PaymentState, 'waiting'>, Outcome> = {
  paid: { tone: 'success', title: 'Paid', text: 'Thank you. Your bill is settled.' },
  refused: { tone: 'refused', title: 'You refused this payment', text: 'Nothing was paid. The bill stays open.' },
  reported: {
    tone: 'reported',
    title: 'Reported as not you',
    text: 'Nothing was paid. The phone said that this was not you, so another person may be using your account here. Nothing is sent to your phones for a while.',
  },
  expired: { tone: 'expired', title: 'Time ran out', text: 'The phone gave no answer in time, so nothing was paid.' },
  cancelled: { tone: 'failed', title: 'Cancelled', text: 'You cancelled this payment. Nothing was paid.' },
  locked: {
    tone: 'refused',
    title: 'Too many wrong codes',
    text: 'This payment is locked and nothing was paid. Start again for a new code.',
  },
  failed: { tone: 'failed', title: 'The payment failed', text: 'Something went wrong and nothing was paid.' },
};

const wrongPins: Outcome = {
  tone: 'refused',
  title: 'Too many wrong PINs',
  text: 'Nothing was paid, and your phone was disconnected. Connect it again with a new code.',
};

/** The outcome of a payment, with the text that the phone signed and the callback. */
export function PaymentResult({ payment }: { payment: PaymentView }) {
  if (payment.state === 'waiting') return null;
  const { tone, title, text } =
    payment.state === 'locked' && payment.requested === 'pin' ? wrongPins : outcomes[payment.state];
  return (
    <Stack gap="md">
      <Stack align="center" gap="md">
        <OutcomeSign tone={tone} />
        <Stack gap={4} align="center" ta="center" role="status">
          <ScreenHeading fz="h2">{title}</ScreenHeading>
          <Text className="tabular" fw={600}>
            {formatMoney(payment.bill.amount)} for {payment.bill.title}, {payment.bill.period}
          </Text>
          <Text c="dimmed">{text}</Text>
        </Stack>
        {payment.approval && <SignedText approval={payment.approval} phone={payment.phone?.name} />}
        <Callback payment={payment} />
      </Stack>
      <CardActions>
        {payment.state !== 'paid' && (
          <Button component="a" {...linkTo(`/pay/${payment.bill.id}`)}>
            Try again
          </Button>
        )}
        <Button component="a" variant={payment.state === 'paid' ? 'filled' : 'default'} {...linkTo('/')}>
          To your account
        </Button>
      </CardActions>
    </Stack>
  );
}

function Callback({ payment }: { payment: PaymentView }) {
  if (payment.asked === 'sms') return null;
  return (
    <Group gap={8} wrap="nowrap" role="status">
      <IconWebhook size={18} stroke={1.6} aria-hidden="true" color="var(--mantine-color-dimmed)" />
      <Text size="sm" c="dimmed">
        {payment.callbackAt === undefined
          ? 'Callback not received yet'
          : `Callback received at ${timeOf(payment.callbackAt)}`}
      </Text>
    </Group>
  );
}

function timeOf(at: number): string {
  return new Date(at).toLocaleTimeString('en-GB');
}
