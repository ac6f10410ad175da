import type { EntityManager } from '@mikro-orm/postgresql';
import type { MethodName } from '../../../domain/mobile-authentication/method-names.ts';
import { pushMethods } from '../../../domain/mobile-authentication/methods/all-methods.ts';
import type { ApplicationVersion } from '../../../entities/configuration/application-version.ts';
import type { PushConfiguration } from '../../../entities/configuration/push-configuration.ts';
import { Transaction } from '../../../entities/happenings/transaction.ts';
import { PushEnrollment } from '../../../entities/people/push-enrollment.ts';
import type { CommandDeps } from '../../command-deps.ts';
import { isPushFrozen } from '../../users/push-freeze.ts';
import type { ConfigurationSource } from '../../configuration/configuration-snapshot.ts';

type Deps = Pick<CommandDeps, 'em' | 'clock'> & { configuration: ConfigurationSource };

/** What a push needs, or why there is nothing to send. */
export type PushDispatch =
  | { state: 'dispatched' | 'closed' | 'unreachable' }
  | {
      state: 'ready';
      method: MethodName;
      /** Methods that were tried before. */
      earlier: MethodName[];
      transaction: Transaction;
      enrollment: PushEnrollment;
      version: ApplicationVersion;
      pushConfiguration: PushConfiguration;
      /** Open push transactions of the user on the phone, when the version shows them on its icon. */
      badge?: number;
    };

/** Pushes that wait for an answer of this user on this phone, this one included: what fell back to a text message waits for none. */
async function countOpenPushes(em: EntityManager, { id, registrationId }: Transaction, now: Date): Promise<number> {
  return 1 + (await em.count(Transaction, { registrationId, id: { $ne: id }, method: { $in: pushMethods }, status: 'pending', cancelRequestedAt: null, expiresAt: { $gt: now } }));
}

/** Loads the push of one step. `dispatched`: an earlier try already sent it. */
export async function loadPushDispatch(deps: Deps, work: { transactionId: string; step: number }): Promise<PushDispatch> {
  const em = deps.em();
  const transaction = await em.findOne(Transaction, { id: work.transactionId });
  const step = transaction?.policy.steps[work.step];
  if (!transaction || !step || transaction.status !== 'pending' || transaction.cancelRequestedAt) return { state: 'closed' };
  if (transaction.dispatchedAt && transaction.method === step.method) return { state: 'dispatched' };
  if (!transaction.registrationId || !transaction.device) return { state: 'unreachable' };
  // Looked at again: the user may have reported another request while this one was being opened.
  const [enrollment, isFrozen] = await Promise.all([
    em.findOne(PushEnrollment, { registration: transaction.registrationId, status: 'enrolled' }),
    isPushFrozen(deps, transaction.userId ?? ''),
  ]);
  if (isFrozen) return { state: 'unreachable' };
  const { applicationVersions, pushConfigurations } = await deps.configuration.current();
  const version = applicationVersions.get(transaction.device.applicationVersionId);
  const pushConfiguration = version?.pushConfiguration && pushConfigurations.get(version.pushConfiguration);
  if (!enrollment || !version || !pushConfiguration) return { state: 'unreachable' };
  const badge = version.sendBadgeNumber ? await countOpenPushes(em, transaction, deps.clock()) : undefined;
  const earlier = transaction.policy.steps.slice(0, work.step).map(({ method }) => method);
  return { state: 'ready', method: step.method, earlier, transaction, enrollment, version, pushConfiguration, ...(badge === undefined ? {} : { badge }) };
}
