import { Button, Group, Stack, Text } from '@mantine/core';
import type { Factor } from '../../../../app-sdk/index.ts';
import { useAttempt } from '../../../design/use-attempt.ts';
import type { Account } from '../accounts/account.ts';
import { useFactors } from '../factors/factor-provider.tsx';
import { Problem } from '../frame/problem.tsx';
import { usePhone } from '../phone.ts';

/** Sets, changes or removes the PIN of an account. */
export function PinSetting({ account, onChange }: { account: Account; onChange: () => Promise<void> }) {
  const { app } = usePhone();
  const { ask, withPin, choosePin } = useFactors();
  const { busy, error, attempt } = useAttempt();
  const { profileId, authenticators } = account;
  const hasPin = authenticators.includes('pin');

  const set = async () => {
    const current: { pin?: string } = {};
    // The current PIN is checked first, so that a user who does not know it need not choose a new one.
    const check = async (factor: Factor) => {
      await app.unlock(profileId, factor);
      if (factor.kind === 'pin') current.pin = factor.pin;
    };
    if (hasPin) await ask({ purpose: 'Your PIN until now', kinds: ['pin'], use: check });
    const chosen = await choosePin(hasPin ? 'Keep the old one' : 'Not now');
    if (chosen !== undefined) await app.setPin(profileId, chosen, current.pin);
  };
  const remove = () => withPin(profileId, 'Your PIN, to remove it', (pin) => app.dropPin(profileId, pin));
  const run = (action: () => Promise<void>) => void attempt(() => action().finally(onChange));
  return (
    <Stack gap="xs">
      <Group justify="space-between" wrap="nowrap">
        <div>
          <Text fw={550}>PIN</Text>
          <Text size="sm" c="dimmed">
            {hasPin ? 'Asked before changes' : 'None: this phone approves without one'}
          </Text>
        </div>
        <Group gap={4} wrap="nowrap">
          {hasPin && (
            <Button
              variant="subtle"
              size="compact-sm"
              color="var(--northwind-refused)"
              disabled={busy}
              onClick={() => run(remove)}
            >
              Remove
            </Button>
          )}
          <Button variant="light" size="compact-sm" loading={busy} onClick={() => run(set)}>
            {hasPin ? 'Change' : 'Set a PIN'}
          </Button>
        </Group>
      </Group>
      <Problem error={error} />
    </Stack>
  );
}
