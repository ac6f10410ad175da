import { pushAgain } from '../../support/push-again.ts';
import type { PocketPhone } from './pocket-phone.ts';
import type { Shop } from './shop.ts';

const lifetimeMs = 8_000;

/** Has an express approval on the phone while it is open: for eight seconds, which a machine that stalls can miss. */
export async function openExpressApproval(
  { shop, phone }: { shop: Shop; phone: PocketPhone },
  { userId, phoneUrl }: { userId: string; phoneUrl: string },
): Promise<void> {
  for (let tries = 0; tries < 6; tries += 1) {
    await pushAgain(userId);
    await shop.pay('Express approval');
    const isOpen = await phone.openNotification(lifetimeMs).then(
      () => true,
      () => false,
    );
    if (isOpen) return;
    await shop.heading('Time ran out').waitFor();
    await phone.open(phoneUrl);
    await phone.heading('Nothing to approve').waitFor();
  }
  throw new Error('No express approval was open on the phone');
}
