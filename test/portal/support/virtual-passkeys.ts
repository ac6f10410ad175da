import type { CDPSession, Page } from 'playwright-core';

/** The authenticator of a page: Chromium's own, whose credentials are real. */
export interface VirtualPasskeys {
  devices: CDPSession;
  authenticatorId: string;
  /** Whether it answers by itself, as a finger that lies on it: also what waits behind the autofill of a field. */
  answer(isPresent: boolean): Promise<void>;
}

export async function addVirtualPasskeys(page: Page): Promise<VirtualPasskeys> {
  const devices = await page.context().newCDPSession(page);
  await devices.send('WebAuthn.enable');
  const options = {
    protocol: 'ctap2',
    transport: 'internal',
    hasResidentKey: true,
    hasUserVerification: true,
    isUserVerified: true,
    automaticPresenceSimulation: true,
  } as const;
  const { authenticatorId } = await devices.send('WebAuthn.addVirtualAuthenticator', { options });
  return {
    devices,
    authenticatorId,
    answer: (enabled) =>
      devices.send('WebAuthn.setAutomaticPresenceSimulation', { authenticatorId, enabled }).then(() => undefined),
  };
}
