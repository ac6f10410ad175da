import { Button, Stack, Text } from '@mantine/core';
import { OutcomeSign } from '../../../design/outcome-sign.tsx';
import { ScreenHeading } from '../../../design/screen-heading.tsx';
import { useAttempt } from '../../../design/use-attempt.ts';
import { WideButton } from '../frame/phone-screen.tsx';
import { Problem } from '../frame/problem.tsx';
import { usePhone } from '../phone.ts';
import type { Account } from './account.ts';

interface DisconnectedProps {
  account: Account;
  onConnect: () => void;
  onForgotten: () => Promise<void>;
}

/** Explains that the server no longer knows this account here, with the two ways on. */
export function Disconnected({ account: { profileId, userId }, onConnect, onForgotten }: DisconnectedProps) {
  const { app } = usePhone();
  const { busy, error, attempt } = useAttempt();
  const forget = async () => {
    await app.forget(profileId);
    await onForgotten();
  };
  return (
    <Stack my="auto" align="center" justify="center" ta="center" gap="sm">
      <OutcomeSign tone="failed" />
      <ScreenHeading fz={24} mt="md">
        Disconnected
      </ScreenHeading>
      <Text c="dimmed" maw={300} role="status">
        This phone approves nothing for <b>{userId}</b> any more. It was disconnected in the shop, or after too many
        wrong PINs.
      </Text>
      <Problem error={error} />
      <WideButton mt="lg" disabled={busy} onClick={onConnect}>
        Connect it again
      </WideButton>
      <Button variant="subtle" color="var(--northwind-refused)" loading={busy} onClick={() => void attempt(forget)}>
        Remove this account
      </Button>
    </Stack>
  );
}
