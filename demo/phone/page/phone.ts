import { createContext, useContext } from 'react';
import { browserStorage, createCountersignApp, softwareAuthenticator, type CountersignApp } from '../../../app-sdk/index.ts';
import type { PhoneConfig } from '../phone-config.ts';
import { type Connection, createConnection } from './connection.ts';
import { createSensor, type Sensor } from './factors/sensor.ts';
import { createPushInbox, type PushInbox } from './push/push-inbox.ts';
import { createSandboxClient, type Sandbox } from './sandbox-client.ts';

/** Everything the screens work with. */
export interface Phone {
  config: PhoneConfig;
  app: CountersignApp;
  /** To the server. */
  connection: Connection;
  sandbox: Sandbox;
  sensor: Sensor;
  pushes: PushInbox;
}

/** Asks the server for the configuration and puts the phone together. */
export async function startPhone(): Promise<Phone> {
  const answer = await fetch('/config.json');
  if (!answer.ok) throw new Error('The phone has no configuration');
  const config = (await answer.json()) as PhoneConfig;
  const connection = createConnection();
  const storage = browserStorage('northwind-id');
  const sensor = createSensor();
  const authenticators = { fingerprint: softwareAuthenticator(storage, sensor.ask) };
  const app = createCountersignApp({ origin: config.countersignUrl, storage, fetch: connection.fetch, authenticators });
  const sandbox = createSandboxClient(config.sandboxUrl);
  return { config, app, connection, sandbox, sensor, pushes: createPushInbox(sandbox, app) };
}

export const PhoneContext = createContext<Phone | undefined>(undefined);

/** The phone, in any screen. */
export function usePhone(): Phone {
  const phone = useContext(PhoneContext);
  if (!phone) throw new Error('No phone around this screen');
  return phone;
}
