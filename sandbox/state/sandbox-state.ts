import type { SandboxCredentials } from '../credentials.ts';
import { Behaviours } from './behaviours.ts';
import { Callbacks } from './callbacks.ts';
import { DeviceFile } from './device-file.ts';
import { Devices } from './devices.ts';
import { Mails } from './mails.ts';
import { RequestLog } from './request-log.ts';
import { TextMessages } from './text-messages.ts';

/** The state that the stand-ins and the control interface share. */
export interface SandboxState {
  credentials: SandboxCredentials;
  devices: Devices;
  messages: TextMessages;
  mails: Mails;
  behaviours: Behaviours;
  requests: RequestLog;
  callbacks: Callbacks;
}

/** Opens the state in `folder`. Only registered devices are kept from earlier starts. */
export async function openState(
  folder: string,
  credentials: SandboxCredentials,
): Promise<{ state: SandboxState; close(): Promise<void> }> {
  const { file, records } = await DeviceFile.open(folder);
  const state = {
    credentials,
    devices: new Devices(file, records),
    messages: new TextMessages(),
    mails: new Mails(),
    behaviours: new Behaviours(),
    requests: new RequestLog(),
    callbacks: new Callbacks(),
  };
  return { state, close: () => file.close() };
}
