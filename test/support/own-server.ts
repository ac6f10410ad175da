import type { Endpoints } from '../../dev/parts/endpoints.ts';
import type { Instance } from '../../dev/parts/instance.ts';
import { notify } from '../../src/database/notify.ts';
import { readEnvironment } from '../../src/config/environment.ts';
import type { GeneralSettings } from '../../src/domain/configuration/general-settings.ts';
import { Setting } from '../../src/entities/configuration/setting.ts';
import { createDeps } from '../../src/runtime/deps.ts';
import type { Deps } from '../../src/runtime/deps.ts';
import { eventually } from './enrolled-phone.ts';
import { createSeededInstance, useStack } from './stack.ts';
import { createWebsite } from './website.ts';

/** General settings; `undefined` restores a default. */
type Changes = { [Name in keyof GeneralSettings]?: GeneralSettings[Name] | undefined };

/** A server whose configuration a test may change, because no other test uses it. */
export interface OwnServer {
  endpoints: Endpoints;
  instance: Instance;
  /** The parts of a process of this instance, for work that bypasses the API. */
  deps: Deps;
  /** Writes general settings, and returns when the server uses them. */
  change(settings: Changes): Promise<void>;
  stop(): Promise<void>;
}

/** The parts of a process with this environment, without logs and without a port. Close them at the end. */
export function createTestDeps(environment: Record<string, string>): Promise<Deps> {
  return createDeps(readEnvironment({ ...environment, COUNTERSIGN_LOG_LEVEL: 'fatal' }), 'test');
}

/** A server with worker on a new, seeded instance. Call `stop` at the end. */
export async function startOwnServer(environment: Record<string, string> = {}): Promise<OwnServer> {
  const instance = await createSeededInstance();
  const server = await instance.startServer(environment);
  const deps = await createTestDeps(instance.environment);
  const endpoints = {
    ...useStack().endpoints,
    api: server.url,
    postgres_url: deps.environment.databaseUrl,
    postgres_owner_url: deps.environment.migrationDatabaseUrl!,
  };
  // Grows with each change: the longest accepted message shows which configuration the server uses.
  let longest = 155;
  let isOff = false;
  return {
    endpoints,
    instance,
    deps,
    change: async (settings) => {
      longest += 1;
      const wasOff = isOff;
      if ('mobile_authentication_enabled' in settings) isOff = settings.mobile_authentication_enabled === false;
      if (wasOff && isOff)
        throw new Error('A server that refuses everything tells nothing of what it follows: switch it on first');
      await changeSettings(deps, { ...settings, message_max_length: longest });
      const isFollowed = isOff ? refusesAll : takesMessage;
      await eventually(async () => ((await isFollowed(endpoints, longest)) ? true : undefined));
    },
    stop: async () => {
      await deps.close();
      await instance.stop();
    },
  };
}

async function changeSettings(deps: Deps, settings: Changes): Promise<void> {
  await deps.em().transactional(async (em) => {
    for (const [name, value] of Object.entries(settings)) {
      await em.nativeDelete(Setting, { name });
      if (value !== undefined) await em.insert(Setting, { name, value });
    }
    await notify(em, 'configuration', 'settings');
  });
}

/** Whether a message of this length is accepted: the refusal is neither that of the switch nor that of the length. */
async function takesMessage(endpoints: Endpoints, length: number): Promise<boolean> {
  return !['1000', '1005'].includes(await refusalOf(endpoints, length));
}

async function refusesAll(endpoints: Endpoints, length: number): Promise<boolean> {
  return (await refusalOf(endpoints, length)) === '1000';
}

async function refusalOf(endpoints: Endpoints, length: number): Promise<string> {
  const form = { type: 'payment_with_sms', user_id: 'unknown', message: 'x'.repeat(length) };
  return (await createWebsite(endpoints).initialise(form)).body.error_code;
}
