import { Alert, Button, Stack, Text } from '@mantine/core';
import { IconAlertCircle } from '@tabler/icons-react';

interface ProblemAlertProps {
  title: string;
  message?: string;
  onRetry?: () => void;
}

/** Something went wrong, in human words, announced at once, with a way on. */
export function ProblemAlert({ title, message, onRetry }: ProblemAlertProps) {
  return (
    <Alert role="alert" color="var(--northwind-refused)" variant="light" icon={<IconAlertCircle aria-hidden="true" />} title={title}>
      <Stack gap="sm" align="flex-start">
        {message && (
          <Text size="sm" c="var(--mantine-color-black)">
            {message}
          </Text>
        )}
        {onRetry && (
          <Button size="sm" variant="default" onClick={onRetry}>
            Try again
          </Button>
        )}
      </Stack>
    </Alert>
  );
}
