import { Alert, Button, Stack, Text } from '@mantine/core';
import { IconAlertCircle } from '@tabler/icons-react';

interface ProblemAlertProps {
  title: string;
  message?: string;
  onRetry?: () => void;
}

/** An error in words for the user, announced at once, with an action. */
export function ProblemAlert({ title, message, onRetry }: ProblemAlertProps) {
  return (
    <Alert
      role="alert"
      color="var(--northwind-refused)"
      variant="light"
      icon={<IconAlertCircle aria-hidden="true" />}
      title={title}
    >
      <Stack gap="sm" align="flex-start">
        {message && (
          <Text size="sm" c="var(--mantine-color-text)">
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
