import { Anchor, Button, NativeSelect, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useAttempt } from '../../../design/use-attempt.ts';
import type { BillView, CustomerView, PaymentMethod, PhoneView } from '../../contract.ts';
import { formatMoney } from '../format.ts';
import { goTo, linkTo } from '../route.ts';
import { shop } from '../shop-api.ts';
import { ShopProblemAlert } from '../shop-problem-alert.tsx';
import { MethodChoice } from './method-choice.tsx';

interface PayFormProps {
  bill: BillView;
  customer: CustomerView;
  phones: PhoneView[];
}

/** Chooses how to confirm, and starts the payment. */
export function PayForm({ bill, customer, phones }: PayFormProps) {
  const [method, setMethod] = useState<PaymentMethod>(phones.length > 0 ? 'push' : 'sms');
  const [deviceId, setDeviceId] = useState(phones[0]?.deviceId ?? '');
  const [phoneNumber, setPhoneNumber] = useState(customer.phoneNumber);
  const { busy, error, attempt } = useAttempt();
  const asksPhone = method !== 'sms' && method !== 'qr';

  const pay = async () => {
    const payment = await shop.pay({ billId: bill.id, method, ...(method === 'sms' && { phoneNumber }), ...(asksPhone && { deviceId }) });
    goTo(`/payments/${payment.id}`);
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void attempt(pay);
      }}
    >
      <Stack gap="lg">
        <MethodChoice method={method} onChange={setMethod} hasPhone={phones.length > 0} />
        {phones.length === 0 && <NoPhone />}
        {asksPhone && phones.length > 1 && <PhoneChoice phones={phones} deviceId={deviceId} onChange={setDeviceId} />}
        {method === 'sms' && <NumberInput phoneNumber={phoneNumber} onChange={setPhoneNumber} />}
        <ShopProblemAlert title="The payment did not start" error={error} />
        <Button type="submit" size="lg" loading={busy} fullWidth>
          Pay {formatMoney(bill.amount)}
        </Button>
      </Stack>
    </form>
  );
}

function NoPhone() {
  return (
    <Text size="sm" c="dimmed">
      No phone is connected yet. <Anchor {...linkTo('/connect')}>Connect a phone</Anchor> to confirm with one tap.
    </Text>
  );
}

interface PhoneChoiceProps {
  phones: PhoneView[];
  deviceId: string;
  onChange: (deviceId: string) => void;
}

function PhoneChoice({ phones, deviceId, onChange }: PhoneChoiceProps) {
  return (
    <NativeSelect
      size="md"
      label="Which phone"
      data={phones.map((phone) => ({ value: phone.deviceId, label: `${phone.name} (${phone.appName})` }))}
      value={deviceId}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}

function NumberInput({ phoneNumber, onChange }: { phoneNumber: string; onChange: (phoneNumber: string) => void }) {
  return (
    <TextInput
      label="Mobile number"
      description="We send a code to this number"
      type="tel"
      autoComplete="tel"
      required
      withAsterisk={false}
      value={phoneNumber}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
