import { Group, Radio, Stack, Text } from '@mantine/core';
import { IconBolt, IconDeviceMobileCheck, IconKeyboard, IconLockSquareRounded, IconMessage2, IconQrcode } from '@tabler/icons-react';
import type { PaymentMethod } from '../../contract.ts';
import classes from './method-choice.module.css';

const choices = [
  { method: 'push', icon: IconDeviceMobileCheck, label: 'On my phone', detail: 'Northwind ID shows the payment, you approve' },
  { method: 'express', icon: IconBolt, label: 'Express approval', detail: 'On my phone, within 8 seconds' },
  { method: 'pin', icon: IconLockSquareRounded, label: 'With my PIN', detail: 'Northwind ID asks for your PIN, or your finger' },
  { method: 'code', icon: IconKeyboard, label: 'With a code from this page', detail: 'You type six digits into Northwind ID' },
  { method: 'qr', icon: IconQrcode, label: 'Scan a picture', detail: 'Any phone of yours with Northwind ID' },
  { method: 'sms', icon: IconMessage2, label: 'Text message', detail: 'We send a code, you type it here' },
] as const;

interface MethodChoiceProps {
  method: PaymentMethod;
  onChange: (method: PaymentMethod) => void;
  hasPhone: boolean;
}

/** The ways to confirm a payment, as one group of radio buttons. */
export function MethodChoice({ method, onChange, hasPhone }: MethodChoiceProps) {
  return (
    <Radio.Group
      label="How do you want to confirm?"
      labelProps={{ size: 'md', mb: 8 }}
      value={method}
      onChange={(value) => onChange(value as PaymentMethod)}
    >
      <Stack gap="xs">
        {choices.map(({ method: value, icon: Icon, label, detail }) => {
          const disabled = value !== 'sms' && value !== 'qr' && !hasPhone;
          return (
            <label key={value} className={classes.choice} data-chosen={method === value} data-disabled={disabled}>
              <Group gap="md" wrap="nowrap">
                <Icon size={26} stroke={1.6} aria-hidden="true" color="var(--mantine-color-northwind-8)" />
                <Text component="span" className={classes.text}>
                  <Text component="span" fw={600} display="block">
                    {label}
                  </Text>
                  <Text component="span" size="sm" c="dimmed" display="block">
                    {disabled ? 'Connect a phone first' : detail}
                  </Text>
                </Text>
                <Radio value={value} disabled={disabled} aria-label={label} />
              </Group>
            </label>
          );
        })}
      </Stack>
    </Radio.Group>
  );
}
