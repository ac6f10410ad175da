import { LockMode } from '@mikro-orm/core';
import type { CommandDeps } from '../../command-deps.ts';
import { changeRow } from '../change-row.ts';
import { alreadyThere, refuseWhileUsed, refusingConflicts } from '../conflicts.ts';
import { recordConfigurationChange } from '../record-configuration-change.ts';
import { versionPath } from './application-versions.ts';
import { checkTag } from '../row-tag.ts';
import type { RequestOrigin } from '../../events/request-origin.ts';
import { applicationFields } from '../../../domain/configuration/field-names.ts';
import { timeOrderedId } from '../../../entities/columns/id.ts';
import { ApplicationVersion } from '../../../entities/configuration/application-version.ts';
import { Application } from '../../../entities/configuration/application.ts';
import { CountersignError } from '../../../errors/countersign-error.ts';
import { generateServerKeys } from '../../../security/pgp/pgp.ts';

/** Fields of an application that an operator sets. Its identifier and its server key are fixed at creation. */
type ApplicationValues = Pick<Application, keyof typeof applicationFields>;

interface Creation {
  identifier: string;
  name: string;
  values: Partial<ApplicationValues>;
  origin: RequestOrigin;
}

/**
 * Adds an application with a server key of its own.
 * @throws CountersignError `configuration_conflict` when the identifier is taken.
 */
export async function createApplication(
  deps: Pick<CommandDeps, 'em' | 'clock'>,
  { identifier, name, values, origin }: Creation,
): Promise<void> {
  const now = deps.clock();
  const id = timeOrderedId(now.getTime());
  await refusingConflicts('identifier', async () => {
    if ((await deps.em().count(Application, { identifier })) > 0) throw alreadyThere('identifier');
    const { publicKey, privateKey, fingerprint } = await generateServerKeys(identifier, now);
    await deps.em().transactional(async (em) => {
      em.create(
        Application,
        {
          ...values,
          id,
          identifier,
          name,
          serverPublicKey: publicKey,
          serverPrivateKey: privateKey,
          serverKeyFingerprint: fingerprint,
          createdAt: now,
        },
        { persist: true },
      );
      const fields = Object.keys(values).map((column) => applicationFields[column as keyof ApplicationValues]);
      await recordConfigurationChange(em, {
        event: 'CONFIGURATION APPLICATION CREATED',
        origin,
        occurredAt: now,
        subjectId: id,
        subject: identifier,
        fields,
      });
    });
  });
}

interface Change {
  identifier: string;
  values: Partial<ApplicationValues>;
  origin: RequestOrigin;
  /** Tag of the row that the caller read (`If-Match`). An older one is refused with `configuration_changed`. */
  ifMatch?: string | undefined;
}

/**
 * Changes the given fields of an application.
 * @throws CountersignError `not_found`
 */
export async function changeApplication(
  deps: Pick<CommandDeps, 'em' | 'clock' | 'keyring'>,
  { identifier, values, origin, ifMatch }: Change,
): Promise<void> {
  await deps.em().transactional(async (em) => {
    const application = await em.findOne(Application, { identifier }, { lockMode: LockMode.PESSIMISTIC_WRITE });
    if (!application) throw new CountersignError('not_found');
    checkTag(deps.keyring, application, ifMatch);
    const fields = changeRow(application, values, applicationFields);
    if (fields.length === 0) return;
    await recordConfigurationChange(em, {
      event: 'CONFIGURATION APPLICATION CHANGED',
      origin,
      occurredAt: deps.clock(),
      subjectId: application.id,
      subject: identifier,
      fields,
    });
  });
}

/**
 * Deletes an application that has no versions.
 * @throws CountersignError `not_found`; `configuration_conflict` naming its versions.
 */
export async function deleteApplication(
  deps: Pick<CommandDeps, 'em' | 'clock' | 'keyring'>,
  { identifier, origin, ifMatch }: { identifier: string; origin: RequestOrigin; ifMatch?: string | undefined },
): Promise<void> {
  await deps.em().transactional(async (em) => {
    // A transaction that adds a version waits for this lock: its foreign key needs a share lock.
    const application = await em.findOne(Application, { identifier }, { lockMode: LockMode.PESSIMISTIC_WRITE });
    if (!application) throw new CountersignError('not_found');
    checkTag(deps.keyring, application, ifMatch);
    const versions = await em.find(
      ApplicationVersion,
      { application: application.id },
      { orderBy: { id: 'asc' }, limit: 100 },
    );
    refuseWhileUsed(
      versions.map((version) => ({ resource: 'application_version', id: versionPath(identifier, version) })),
    );
    em.remove(application);
    await recordConfigurationChange(em, {
      event: 'CONFIGURATION APPLICATION DELETED',
      origin,
      occurredAt: deps.clock(),
      subjectId: application.id,
      subject: identifier,
      fields: [],
    });
  });
}
