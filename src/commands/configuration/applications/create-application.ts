import { applicationFields } from '../../../domain/configuration/field-names.ts';
import { timeOrderedId } from '../../../entities/columns/id.ts';
import { Application } from '../../../entities/configuration/application.ts';
import { generateServerKeys } from '../../../security/pgp/pgp.ts';
import type { CommandDeps } from '../../command-deps.ts';
import type { RequestOrigin } from '../../request-origin.ts';
import { alreadyThere, refusingConflicts } from '../conflicts.ts';
import { recordConfigurationChange } from '../record-configuration-change.ts';

/** What an operator decides about an application. Its identifier and its key are made with it. */
export type ApplicationValues = Pick<Application, keyof typeof applicationFields>;

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
export async function createApplication(deps: Pick<CommandDeps, 'em' | 'clock'>, { identifier, name, values, origin }: Creation): Promise<void> {
  const now = deps.clock();
  const id = timeOrderedId(now.getTime());
  await refusingConflicts('identifier', async () => {
    if ((await deps.em().count(Application, { identifier })) > 0) throw alreadyThere('identifier');
    const { publicKey, privateKey, fingerprint } = await generateServerKeys(identifier, now);
    await deps.em().transactional(async (em) => {
      em.create(Application, { ...values, id, identifier, name, serverPublicKey: publicKey, serverPrivateKey: privateKey, serverKeyFingerprint: fingerprint, createdAt: now }, { persist: true });
      const fields = Object.keys(values).map((column) => applicationFields[column as keyof ApplicationValues]);
      await recordConfigurationChange(em, { event: 'CONFIGURATION APPLICATION CREATED', origin, occurredAt: now, subjectId: id, subject: identifier, fields });
    });
  });
}
