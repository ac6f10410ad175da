import { IconAlertTriangle, IconCheck, IconClockX, IconShieldX, IconX } from '@tabler/icons-react';
import { ThemeIcon } from '@mantine/core';

const signs = {
  success: { icon: IconCheck, color: 'northwind' },
  refused: { icon: IconX, color: 'var(--northwind-refused-fill)' },
  reported: { icon: IconShieldX, color: 'var(--northwind-refused-fill)' },
  expired: { icon: IconClockX, color: 'var(--northwind-warning-fill)' },
  failed: { icon: IconAlertTriangle, color: 'var(--northwind-warning-fill)' },
} as const;

export type OutcomeTone = keyof typeof signs;

/** The large round sign above an outcome. Decorative: the heading below states the outcome. */
export function OutcomeSign({ tone }: { tone: OutcomeTone }) {
  const { icon: Icon, color } = signs[tone];
  return (
    <ThemeIcon size={76} radius="50%" color={color} aria-hidden="true">
      <Icon size={40} stroke={2} />
    </ThemeIcon>
  );
}
