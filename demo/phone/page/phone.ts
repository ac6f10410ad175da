import { createContext, useContext } from 'react';
import {
  browserStorage,
  createCountersignApp,
  softwareAuthenticator,
  workerPinCrypto,
  type CountersignApp,
} from '../../../app-sdk/index.ts';
import type { PhoneConfig } from '../phone-config.ts';
import { type Connection, createConnection } from './connection.ts';
import { createSensor, type Sensor } from './factors/sensor.ts';
import { createPushInbox, type PushInbox } from './push/push-inbox.ts';
import { createSandboxClient, type Sandbox } from './sandbox-client.ts';

/** The dependencies of the screens. */
export interface Phone {
  config: PhoneConfig;
  app: CountersignApp;
  /** The connection to the server. */
  connection: Connection;
  sandbox: Sandbox;
  sensor: Sensor;
  pushes: PushInbox;
}

/** Loads the configuration from the server and creates the phone. */
export async function startPhone(): Promise<Phone> {
  const answer = await fetch('/config.json');
  if (!answer.ok) throw new Error('The phone has no configuration');
  const config = (await answer.json()) as PhoneConfig;
  const connection = createConnection();
  const storage = browserStorage('northwind-id');
  const sensor = createSensor();
  const authenticators = { fingerprint: softwareAuthenticator(storage, sensor.ask) };
  const app = createCountersignApp({
    origin: config.countersignUrl,
    storage,
    fetch: connection.fetch,
    authenticators,
    pinCrypto: workerPinCrypto(startPinWorker),
  });
  const sandbox = createSandboxClient(config.sandboxUrl);
  return { config, app, connection, sandbox, sensor, pushes: createPushInbox(sandbox, app) };
}

function startPinWorker(): Worker {
  return new Worker(new URL('../../../app-sdk/authenticators/pin-worker.ts', import.meta.url), { type: 'module' });
}

export const PhoneContext = createContext<Phone | undefined>(undefined);

/** The phone, for any screen. */
export function usePhone(): Phone {
  const phone = useContext(PhoneContext);
  if (!phone) throw new Error('No phone around this screen');
  return phone;
}
