import { Group, Radio, Stack, Text, UnstyledButton } from '@mantine/core';
import {
  IconBolt,
  IconChevronDown,
  IconDeviceMobileCheck,
  IconFingerprint,
  IconKeyboard,
  IconLockSquareRounded,
  IconMessage2,
  IconQrcode,
} from '@tabler/icons-react';
import { useId, useState } from 'react';
import type { AskingState, PaymentMethod } from '../../contract.ts';
import classes from './method-choice.module.css';

const choices = {
  push: {
    icon: IconDeviceMobileCheck,
    label: 'On my phone',
    detail: 'Northwind ID shows the payment, you approve',
  },
  pin: { icon: IconLockSquareRounded, label: 'With my PIN', detail: 'Northwind ID asks for your PIN' },
  fingerprint: {
    icon: IconFingerprint,
    label: 'With my fingerprint',
    detail: 'Northwind ID asks for your finger, or for your PIN',
  },
  sms: { icon: IconMessage2, label: 'Text message', detail: 'We send a code, you type it here' },
  qr: { icon: IconQrcode, label: 'Scan a picture', detail: 'Any phone of yours with Northwind ID' },
  code: { icon: IconKeyboard, label: 'With a code from this page', detail: 'You type six digits into Northwind ID' },
  express: { icon: IconBolt, label: 'Express approval', detail: 'On my phone, within 8 seconds' },
} as const;

/** The reason why no phone can be asked, next to the disabled choice. */
const whyNot: Record<Exclude<AskingState, 'ready'>, string> = {
  no_phone: 'Connect a phone first',
  approvals_off: 'Approvals are off on your phone',
  notifications_off: 'Notifications are off on your phone',
  paused: 'Paused for a while',
};

interface MethodChoiceProps {
  method: PaymentMethod;
  onChange: (method: PaymentMethod) => void;
  /** The available methods, the usual ones first. */
  possible: { usual: PaymentMethod[]; other: PaymentMethod[] };
  asking: AskingState;
}

/** The methods to confirm a payment, as a group of radio buttons; rarer ones are folded behind a button. */
export function MethodChoice({ method, onChange, possible: { usual, other }, asking }: MethodChoiceProps) {
  const [isOpen, setOpen] = useState(false);
  const shown = isOpen || other.includes(method);
  return (
    <Radio.Group
      label="How do you want to confirm?"
      labelProps={{ size: 'md', mb: 8 }}
      value={method}
      onChange={(value) => onChange(value as PaymentMethod)}
    >
      <Stack gap="xs">
        {asking !== 'ready' && <Choice method="push" chosen={false} problem={whyNot[asking]} />}
        {usual.map((value) => (
          <Choice key={value} method={value} chosen={value === method} />
        ))}
        {other.length > 0 && (
          <UnstyledButton className={classes.other} aria-expanded={shown} onClick={() => setOpen(!shown)}>
            Other ways
            <IconChevronDown size={18} aria-hidden="true" />
          </UnstyledButton>
        )}
        {shown && other.map((value) => <Choice key={value} method={value} chosen={value === method} />)}
      </Stack>
    </Radio.Group>
  );
}

function Choice({ method, chosen, problem }: { method: PaymentMethod; chosen: boolean; problem?: string }) {
  const ids = { label: useId(), detail: useId() };
  const { icon: Icon, label, detail } = choices[method];
  const disabled = problem !== undefined;
  return (
    <label className={classes.choice} data-chosen={chosen} data-disabled={disabled}>
      <Group gap="md" wrap="nowrap">
        <Icon size={24} stroke={1.6} aria-hidden="true" color="var(--northwind-accent)" />
        <span className={classes.text}>
          <Text component="span" fw={600} display="block" id={ids.label}>
            {label}
          </Text>
          <Text component="span" size="sm" c="dimmed" display="block" id={ids.detail}>
            {problem ?? detail}
          </Text>
        </span>
        <Radio value={method} disabled={disabled} aria-labelledby={ids.label} aria-describedby={ids.detail} />
      </Group>
    </label>
  );
}
