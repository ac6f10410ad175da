import type { SandboxCredentials } from '../credentials.ts';
import { Behaviours } from './behaviours.ts';
import { Callbacks } from './callbacks.ts';
import { DeviceFile } from './device-file.ts';
import { Devices } from './devices.ts';
import { RequestLog } from './request-log.ts';
import { TextMessages } from './text-messages.ts';

/** What the stand-ins and the control interface share. */
export interface SandboxState {
  credentials: SandboxCredentials;
  devices: Devices;
  messages: TextMessages;
  behaviours: Behaviours;
  requests: RequestLog;
  callbacks: Callbacks;
}

/** The state kept in `folder`, with nothing but registered devices from earlier starts. */
export async function openState(folder: string, credentials: SandboxCredentials): Promise<{ state: SandboxState; close(): Promise<void> }> {
  const { file, records } = await DeviceFile.open(folder);
  const state = {
    credentials,
    devices: new Devices(file, records),
    messages: new TextMessages(),
    behaviours: new Behaviours(),
    requests: new RequestLog(),
    callbacks: new Callbacks(),
  };
  return { state, close: () => file.close() };
}
