import { Button, Divider, NativeSelect, Stack, TextInput, Group, Text } from '@mantine/core';
import { useState } from 'react';
import { useAttempt } from '../../../design/use-attempt.ts';
import type {
  AskablePhoneView,
  BillView,
  CustomerView,
  PaymentMethod,
  PhoneMethod,
  PhonesView,
} from '../../contract.ts';
import { formatMoney } from '../format.ts';
import { CardActions } from '../layout/card-actions.tsx';
import { replaceWith } from '../route.ts';
import { shop } from '../shop-api.ts';
import { ShopProblemAlert } from '../shop-problem-alert.tsx';
import { AskingNote } from './asking-note.tsx';
import { MethodChoice } from './method-choice.tsx';

interface PayFormProps {
  bill: BillView;
  customer: CustomerView;
  phones: PhonesView;
  phoneUrl: string;
}

/** Chooses how to confirm, and starts the payment. */
export function PayForm({ bill, customer, phones: { phones, asking }, phoneUrl }: PayFormProps) {
  const [chosen, setMethod] = useState<PaymentMethod>();
  const [chosenPhone, setDeviceId] = useState('');
  const [phoneNumber, setPhoneNumber] = useState(customer.phoneNumber);
  const { busy, error, attempt } = useAttempt();
  const possible = possibleMethods(phones);
  // The available methods may change in the phone's tab while the form is open.
  const method = [...possible.usual, ...possible.other].find((candidate) => candidate === chosen) ?? possible.usual[0];
  const fitting = phones.filter((phone) => isPhoneMethod(method) && phone.methods.includes(method));
  const deviceId = fitting.find((phone) => phone.deviceId === chosenPhone)?.deviceId ?? fitting[0]?.deviceId;

  const pay = async () => {
    const payment = await shop.pay({
      billId: bill.id,
      method,
      ...(method === 'sms' && { phoneNumber }),
      ...(deviceId !== undefined && { deviceId }),
    });
    replaceWith(`/payments/${payment.id}`);
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void attempt(pay);
      }}
    >
      <Stack gap="md">
        <BillSummary bill={bill} />
        <Divider />
        {asking !== 'ready' && <AskingNote asking={asking} phoneUrl={phoneUrl} />}
        <MethodChoice method={method} onChange={setMethod} possible={possible} asking={asking} />
        {fitting.length > 1 && <PhoneChoice phones={fitting} deviceId={deviceId ?? ''} onChange={setDeviceId} />}
        {method === 'sms' && <NumberInput phoneNumber={phoneNumber} onChange={setPhoneNumber} />}
        <CardActions>
          <ShopProblemAlert title="The payment did not start" error={error} />
          <Button type="submit" size="lg" loading={busy} fullWidth>
            Pay {formatMoney(bill.amount)}
          </Button>
        </CardActions>
      </Stack>
    </form>
  );
}

/** With a phone, its approval comes first; without one, a method that needs none. */
function possibleMethods(phones: AskablePhoneView[]): {
  usual: [PaymentMethod, ...PaymentMethod[]];
  other: PaymentMethod[];
} {
  const can = (method: PhoneMethod) => phones.some((phone) => phone.methods.includes(method));
  if (!can('push')) return { usual: ['sms', 'qr'], other: [] };
  return {
    usual: ['push', ...(['pin', 'fingerprint'] as const).filter(can)],
    other: ['sms', 'qr', ...(['code', 'express'] as const).filter(can)],
  };
}

function isPhoneMethod(method: PaymentMethod): method is PhoneMethod {
  return method !== 'sms' && method !== 'qr';
}

interface PhoneChoiceProps {
  phones: AskablePhoneView[];
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
      description="We send a code to this number. It is yours: your connected phone receives it."
      type="tel"
      autoComplete="tel"
      required
      withAsterisk={false}
      value={phoneNumber}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}

/** Amount and purpose. */
function BillSummary({ bill }: { bill: BillView }) {
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
