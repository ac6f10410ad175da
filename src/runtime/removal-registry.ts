import { endActionTokensOfPerson, endSignInTokens } from '../commands/action-tokens/open/open-tokens.ts';
import { endBackchannelRequests } from '../commands/authentication/backchannel/end-requests-of-person.ts';
import { endFlowsOfPerson, endOtherFlows } from '../commands/authentication/flow/end-flows-of-person.ts';
import { endTrustedDevices, endTrustOfPerson } from '../commands/authentication/trusted-devices/end-trusted-devices.ts';
import { endDevicesOfPerson } from '../commands/devices/removal/end-devices-of-person.ts';
import { forgetDestinations } from '../commands/messages/history/forget-destinations.ts';
import { phoneMails } from '../commands/devices/removal/phone-mails.ts';
import { endTransactionsOfPerson } from '../commands/mobile-authentication/close/end-transactions-of-person.ts';
import { transactionRemovals } from '../commands/mobile-authentication/close/transaction-removals.ts';
import { pushRemovals } from '../commands/push/push-enrollment/push-removals.ts';
import { createRemovals } from '../commands/removals/removals.ts';
import { endTokensOfPerson } from '../commands/tokens/end-tokens-of-person.ts';
import { endOtherSessions } from '../commands/tokens/sessions/end-other-sessions.ts';
import type { ChangeDeps } from '../commands/persons/sign-in-methods/changes/change-methods.ts';
import type { Removals } from '../commands/removals/removals.ts';
import type { Engine } from '../workflows/engine.ts';

/** Registers the contexts that end their part when a device, token or person is removed. */
export function createRemovalRegistry({ mobileAuthentication, pushEnrollment }: Engine, deps: ChangeDeps): Removals {
  return createRemovals(
    [phoneMails(deps), transactionRemovals(mobileAuthentication.cancel), pushRemovals(pushEnrollment.end)],
    // Registrations before grants, in the order in which a disconnection locks them.
    [
      endDevicesOfPerson,
      endTokensOfPerson,
      endTransactionsOfPerson,
      endFlowsOfPerson,
      endTrustOfPerson,
      endActionTokensOfPerson,
      forgetDestinations,
    ],
    [endOtherSessions, endOtherFlows, endBackchannelRequests, endTrustedDevices, endSignInTokens],
    [endTrustedDevices, endSignInTokens],
  );
}
