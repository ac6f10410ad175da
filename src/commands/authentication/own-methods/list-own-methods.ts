import type { CommandDeps } from '../../command-deps.ts';
import { findOpenEnrollmentCode } from '../../devices/enrollment-codes/open-enrollment-code.ts';
import { findDevicesOf } from '../../devices/lookup/find-devices.ts';
import type { UserDevice } from '../../devices/lookup/find-devices.ts';
import { listMethods, removableMethods } from '../../persons/sign-in-methods/list/own-methods.ts';
import type { OwnMethod } from '../../persons/sign-in-methods/list/own-methods.ts';
import type { RemovalDeps } from '../../persons/sign-in-methods/removal/check-removable.ts';

/** A sign-in method as its person sees it, or a phone that approves. */
export type ListedMethod = Omit<OwnMethod, 'type' | 'keptBy'> & {
  type: OwnMethod['type'] | 'countersign';
  /** `on_the_phone`: it is removed in the app on the phone, or by who manages the account; one that is lost can be said to be so. */
  keptBy: OwnMethod['keptBy'] | 'on_the_phone';
};

type Deps = Pick<CommandDeps, 'em' | 'clock' | 'keyring'> & RemovalDeps;

/** What a person signs in with: their sign-in methods, and behind them the phones that are enrolled for push. */
export async function listOwnMethods(deps: Deps, personId: string): Promise<ListedMethod[]> {
  const now = deps.clock().getTime();
  const devices = await findDevicesOf(deps, personId);
  const phones = devices.filter(
    ({ pushEnrolled, removalDueAt }) => pushEnrolled && !(removalDueAt && removalDueAt <= now),
  );
  const methods = await listMethods(deps, personId);
  if (phones.length === 0) return methods;
  const em = deps.em();
  const others = await removableMethods(deps, em, personId);
  const demanded = await deps.methodPolicy.findDemandedPhones(em, personId, others);
  return [...methods, ...phones.map((phone) => presentPhone(phone, demanded.includes(phone.registrationId)))];
}

function presentPhone(
  { registrationId: id, name, connectedAt, lastLoginAt, removalDueAt }: UserDevice,
  isDemanded: boolean,
): ListedMethod {
  return {
    ...{ id, type: 'countersign', name, destination: null, isPrimary: false },
    status: removalDueAt === null ? 'active' : 'removal_pending',
    dueAt: removalDueAt === null ? null : new Date(removalDueAt),
    keptBy: isDemanded ? 'method_required_by_policy' : 'on_the_phone',
    createdAt: new Date(connectedAt),
    lastUsedAt: new Date(lastLoginAt),
  };
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
