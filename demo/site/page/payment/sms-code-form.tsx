import { Anchor, Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { type Ref, useRef, useState } from 'react';
import { ScreenHeading } from '../../../design/screen-heading.tsx';
import { useAttempt } from '../../../design/use-attempt.ts';
import { formatTimeLeft, useTimeLeft } from '../../../design/use-time-left.ts';
import type { PaymentView } from '../../contract.ts';
import { shop, ShopProblem } from '../shop-api.ts';
import { ShopProblemAlert } from '../shop-problem-alert.tsx';
import { CancelPayment } from './cancel-payment.tsx';
import classes from './sms-code-form.module.css';

/** Form for the code of a text message. */
export function SmsCodeForm({ payment, phoneUrl }: { payment: PaymentView; phoneUrl: string }) {
  const left = useTimeLeft(payment.expiresAt);
  return (
    <Stack gap="md">
      <div>
        <ScreenHeading fz="h2">Type the code we sent you</ScreenHeading>
        <Text c="dimmed" mt={6}>
          {payment.requested !== 'sms' && 'Your phone could not be reached, so we sent a text message instead. '}
          It went to <b>{payment.sentTo}</b> and works for another{' '}
          <span className="tabular">{formatTimeLeft(left)}</span>.
        </Text>
      </div>
      <CodeForm payment={payment} phoneUrl={phoneUrl} />
    </Stack>
  );
}

function CodeForm({ payment, phoneUrl }: { payment: PaymentView; phoneUrl: string }) {
  const [code, setCode] = useState('');
  const confirm = useAttempt();
  const input = useRef<HTMLInputElement>(null);
  const isWrong = confirm.error instanceof ShopProblem && confirm.error.problem === 'wrong_code';

  const submit = async () => {
    const accepted = await confirm.attempt(() => shop.sendCode(payment.id, code));
    if (!accepted) input.current?.select();
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <Stack gap="md">
        <CodeInput ref={input} code={code} onChange={setCode} problem={isWrong ? wrongCodeText(payment) : undefined} />
        {!isWrong && <ShopProblemAlert title="That did not work" error={confirm.error} />}
        <Text size="sm" c="dimmed">
          In this demonstration your text messages are on{' '}
          <Anchor inherit href={phoneUrl} target="_blank" rel="noopener">
            the phone
          </Anchor>
          , under Messages.
        </Text>
        <ResendButton payment={payment} onResend={confirm.forget} />
        <CancelPayment payment={payment}>
          <Button type="submit" loading={confirm.busy} fullWidth>
            Confirm
          </Button>
        </CancelPayment>
      </Stack>
    </form>
  );
}

interface CodeInputProps {
  ref: Ref<HTMLInputElement>;
  code: string;
  onChange: (code: string) => void;
  problem?: string;
}

function CodeInput({ ref, code, onChange, problem }: CodeInputProps) {
  return (
    <TextInput
      ref={ref}
      label="Code"
      description="Six digits"
      classNames={{ input: classes.code }}
      inputMode="numeric"
      autoComplete="one-time-code"
      pattern="[0-9]{6}"
      title="Six digits"
      maxLength={6}
      required
      withAsterisk={false}
      value={code}
      onChange={(event) => onChange(event.currentTarget.value.replaceAll(/\D/g, ''))}
      error={problem && <span role="alert">{problem}</span>}
    />
  );
}

function wrongCodeText({ codeTries, wrongCodes }: PaymentView): string {
  const left = codeTries - wrongCodes;
  const tries = left === 1 ? 'one more time' : `${left} more times`;
  return `That code is not right. Check the latest text message: you can try ${tries}.`;
}

/** Sends the code again, and clears the message about an earlier code. */
function ResendButton({ payment, onResend }: { payment: PaymentView; onResend: () => void }) {
  const { busy, error, attempt } = useAttempt();
  const resend = () => {
    onResend();
    void attempt(() => shop.resendCode(payment.id));
  };
  return (
    <Stack gap="sm">
      <Group gap="sm">
        <Button variant="light" size="sm" loading={busy} onClick={resend}>
          Send it again
        </Button>
        <Text size="sm" role="status" c="var(--northwind-accent)">
          {error === undefined && payment.resends > 0 && `Sent again (${payment.resends})`}
        </Text>
      </Group>
      <ShopProblemAlert title="It was not sent again" error={error} />
    </Stack>
  );
}
