import { randomBytes } from 'node:crypto';
import type { Environment } from '../config/environment.ts';
import { createMethodMails } from '../commands/authentication/contacts/method-mails.ts';
import { loadConfiguration } from '../commands/configuration/load-configuration.ts';
import { measureSkew } from '../database/clock-watch.ts';
import { joinedTransaction } from '../database/joined-transaction.ts';
import { relyingPartyOf } from '../domain/persons/sign-in-methods/passkey/relying-party.ts';
import { CountersignError } from '../errors/countersign-error.ts';
import type { OpsDeps } from '../ops/ops-deps.ts';
import { Keyring } from '../security/keyring.ts';
import { createLogger } from './logger.ts';
import { createOrm } from '../database/orm.ts';
import { createEngine } from '../workflows/engine.ts';
import { createPasswordDeps } from './sign-in/password-deps.ts';
import { createRemovalRegistry } from './removal-registry.ts';
import { createLateWorkflowConnection } from './temporal/late-workflow-connection.ts';

/**
 * The part of the composition root that a single command needs, without listeners.
 * @param clock this machine's by default.
 * @throws CountersignError `clock_skewed`, as the rows it writes would have a wrong time.
 */
export async function connectOps(
  settings: Environment,
  clock = () => new Date(),
): Promise<OpsDeps & { close(): Promise<void> }> {
  const environment = { ...settings, databasePoolSize: 2, workerInProcess: false };
  const log = createLogger('error', 'ops');
  const keyring = new Keyring(environment.keyring);
  const orm = await createOrm(environment, keyring);
  const workflows = createLateWorkflowConnection({ environment, keyring, log });
  const engine = createEngine(workflows.connection);
  const close = async () => {
    await workflows.close();
    await orm.close();
  };
  try {
    refuseWrongClock(await measureSkew(orm.em.fork(), clock), environment.clockSkewLimit);
  } catch (error) {
    await close();
    throw error;
  }
  const em = () => joinedTransaction() ?? orm.em.fork();
  const relyingParty = relyingPartyOf(environment.publicUrl);
  const mailed = {
    ...{ em, clock, random: randomBytes, keyring },
    methodMails: createMethodMails({ em, clock, keyring, relyingParty, environment, engine }),
  };
  return {
    ...mailed,
    environment,
    configuration: { current: () => loadConfiguration({ em }) },
    removals: createRemovalRegistry(engine, mailed),
    ...createPasswordDeps(environment, keyring),
    startCallbackReplay: engine.callbackReplay.start,
    close,
  };
}

function refuseWrongClock(skewMs: number, limitSeconds: number): void {
  const seconds = Math.abs(skewMs) / 1000;
  if (limitSeconds > 0 && seconds > limitSeconds)
    throw new CountersignError('clock_skewed', { detail: `${seconds} s` });
}
