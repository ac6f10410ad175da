import type { EntityManager } from '@mikro-orm/postgresql';
import { columnsOf } from '../../../database/entity-columns.ts';
import { runStatement } from '../../../database/prepared-statement.ts';
import type { MethodName } from '../../../domain/configuration/mobile-authentication-types/method-names.ts';
import { pushMethods } from '../../../domain/mobile-authentication/methods/all-methods.ts';
import type { ApplicationVersion } from '../../../entities/configuration/application-version.ts';
import type { PushConfiguration } from '../../../entities/configuration/push-configuration.ts';
import { Transaction } from '../../../entities/mobile-authentication/transaction.ts';
import { PushEnrollment } from '../../../entities/push/push-enrollment.ts';
import type { CommandDeps } from '../../command-deps.ts';
import type { ConfigurationSource } from '../../configuration/configuration-snapshot.ts';

type Deps = Pick<CommandDeps, 'em' | 'clock'> & { configuration: ConfigurationSource };

/** Data of a push, or the reason for sending none. */
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

/** Open pushes of this user on this phone, this one included, without those that fell back to a text message. */
async function countOpenPushes(em: EntityManager, { id, registrationId }: Transaction, now: Date): Promise<number> {
  return (
    1 +
    (await em.count(Transaction, {
      registrationId,
      id: { $ne: id },
      method: { $in: pushMethods },
      status: 'pending',
      cancelRequestedAt: null,
      expiresAt: { $gt: now },
    }))
  );
}

/** Loads the push of one step. `dispatched`: an earlier try already sent it. */
export async function loadPushDispatch(
  deps: Deps,
  work: { transactionId: string; step: number },
): Promise<PushDispatch> {
  const em = deps.em();
  const { transaction, enrollment, isFrozen } = await findPush(deps, work.transactionId);
  const step = transaction?.policy.steps[work.step];
  if (!transaction || !step || transaction.status !== 'pending' || transaction.cancelRequestedAt)
    return { state: 'closed' };
  if (transaction.dispatchedAt && transaction.method === step.method) return { state: 'dispatched' };
  if (!transaction.registrationId || !transaction.device) return { state: 'unreachable' };
  if (isFrozen) return { state: 'unreachable' };
  const { applicationVersions, pushConfigurations } = await deps.configuration.current();
  const version = applicationVersions.get(transaction.device.applicationVersionId);
  const pushConfiguration = version?.pushConfiguration && pushConfigurations.get(version.pushConfiguration);
  if (!enrollment || !version || !pushConfiguration) return { state: 'unreachable' };
  const badge = version.sendBadgeNumber ? await countOpenPushes(em, transaction, deps.clock()) : undefined;
  const earlier = transaction.policy.steps.slice(0, work.step).map(({ method }) => method);
  return {
    state: 'ready',
    method: step.method,
    earlier,
    transaction,
    enrollment,
    version,
    pushConfiguration,
    ...(badge === undefined ? {} : { badge }),
  };
}

/** The transaction with the proven token of its phone. Freezes are looked at again: the user may have reported another request while this one was being opened. */
async function findPush(deps: Deps, transactionId: string) {
  const em = deps.em();
  const transaction = columnsOf(em, Transaction, 't');
  const enrollment = columnsOf(em, PushEnrollment, 'p');
  const [row] = await runStatement(em, {
    sql: `select ${transaction.select}, ${enrollment.select},
                 exists (select from user_account u where u.id = t.user_id and u.push_frozen_until > ?) as frozen
            from transaction t left join push_enrollment p on p.registration_id = t.registration_id and p.status = 'enrolled'
           where t.id = ?`,
    parameters: [deps.clock(), transactionId],
  });
  return {
    transaction: row && transaction.read(row),
    enrollment: row && enrollment.read(row),
    isFrozen: row?.['frozen'] === true,
  };
}
