import { RingProgress, Stack, Text } from '@mantine/core';
import { formatTimeLeft, useTimeLeft } from './use-time-left.ts';

interface CountdownRingProps {
  /** Epoch milliseconds. */
  deadline: number;
  /** The whole duration in milliseconds. */
  total: number;
  size?: number;
}

/** The time left as a ring and as text. Hidden from screen readers, which would announce it every second. */
export function CountdownRing({ deadline, total, size = 148 }: CountdownRingProps) {
  const left = useTimeLeft(deadline);
  const urgent = left < Math.min(15_000, total / 4);
  const color = urgent ? 'var(--northwind-warning)' : 'var(--northwind-accent)';
  return (
    <RingProgress
      role="timer"
      aria-live="off"
      aria-label="Time left"
      size={size}
      thickness={6}
      roundCaps
      rootColor="var(--northwind-tint-strong)"
      sections={[{ value: Math.min(100, (left / total) * 100), color }]}
      label={
        <Stack gap={0} align="center">
          <Text className="tabular" fw={650} fz={size / 5} lh={1.1} data-testid="time-left">
            {formatTimeLeft(left)}
          </Text>
          <Text size="xs" c="dimmed">
            left
          </Text>
        </Stack>
      }
    />
  );
}
