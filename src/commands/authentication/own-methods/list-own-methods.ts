import type { CommandDeps } from '../../command-deps.ts';
import { findOpenEnrollmentCode } from '../../devices/enrollment-codes/open-enrollment-code.ts';
import { findDevicesOf } from '../../devices/lookup/find-devices.ts';
import { listMethods } from '../../persons/sign-in-methods/list/own-methods.ts';
import type { OwnMethod } from '../../persons/sign-in-methods/list/own-methods.ts';
import type { RemovalDeps } from '../../persons/sign-in-methods/removal/check-removable.ts';

/** A sign-in method as its person sees it, or a phone that approves. */
export type ListedMethod = Omit<OwnMethod, 'type' | 'keptBy'> & {
  type: OwnMethod['type'] | 'countersign';
  /** `on_the_phone`: it is removed in the app on the phone, or by who manages the account. */
  keptBy: OwnMethod['keptBy'] | 'on_the_phone';
};

type Deps = Pick<CommandDeps, 'em' | 'clock' | 'keyring'> & RemovalDeps;

/** What a person signs in with: their sign-in methods, and behind them the phones that are enrolled for push. */
export async function listOwnMethods(deps: Deps, personId: string): Promise<ListedMethod[]> {
  const phones = (await findDevicesOf(deps, personId)).filter(({ pushEnrolled }) => pushEnrolled);
  return [
    ...(await listMethods(deps, personId)),
    ...phones.map(({ registrationId: id, name, connectedAt, lastLoginAt }): ListedMethod => ({
      ...{ id, type: 'countersign', name, destination: null, status: 'active', dueAt: null, keptBy: 'on_the_phone' },
      isPrimary: false,
      createdAt: new Date(connectedAt),
      lastUsedAt: new Date(lastLoginAt),
    })),
  ];
}

/** One of them, or a phone that is still to be connected: undefined for another person's, and for a phone's code that is used or too old. */
export async function findOwnMethod(deps: Deps, personId: string, id: string): Promise<ListedMethod | undefined> {
  const found = (await listOwnMethods(deps, personId)).find((method) => method.id === id);
  if (found) return found;
  const code = await findOpenEnrollmentCode(deps, { id, userId: personId });
  if (!code) return undefined;
  return {
    ...{ id, type: 'countersign', name: null, destination: null, isPrimary: false, status: 'pending', keptBy: null },
    createdAt: code.createdAt,
    lastUsedAt: null,
    dueAt: code.expiresAt,
  };
}
