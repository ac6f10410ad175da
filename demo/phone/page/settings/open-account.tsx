import { Button } from '@mantine/core';
import { IconExternalLink } from '@tabler/icons-react';
import { useAttempt } from '../../../design/use-attempt.ts';
import type { Account } from '../accounts/account.ts';
import { useFactors } from '../factors/factor-provider.tsx';
import { Problem } from '../frame/problem.tsx';
import { usePhone } from '../phone.ts';

/** Opens the account of the user in the browser, signed in: app to web. */
export function OpenAccount({ account: { profileId } }: { account: Account }) {
  const { app, config } = usePhone();
  const { unlocking } = useFactors();
  const { busy, error, attempt } = useAttempt();
  const open = () =>
    attempt(async () => {
      // Opened by the press itself: a window that is opened later is blocked.
      const tab = window.open('about:blank', '_blank');
      try {
        const target = `${config.countersignUrl}/account`;
        await unlocking(profileId, 'Open my account', async () => {
          const { url } = await app.openOnWeb(profileId, target);
          if (!tab) return location.assign(url);
          tab.opener = null;
          tab.location.replace(url);
        });
      } catch (failure) {
        tab?.close();
        throw failure;
      }
    });
  return (
    <>
      <Button
        variant="light"
        rightSection={<IconExternalLink size={18} aria-hidden="true" />}
        aria-busy={busy}
        onClick={() => !busy && void open()}
      >
        Open my account
      </Button>
      <Problem error={error} />
    </>
  );
}
