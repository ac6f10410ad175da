import { phoneMemory } from './phone-memory.ts';
import type { Phone } from './phone.ts';

/** Deletes all data of this phone: keys, accounts, tokens, and its registration at the push service. */
export async function forgetPhone({ app, sandbox, pushes }: Phone): Promise<void> {
  const device = phoneMemory.pushDevice();
  await app.reset();
  pushes.close();
  phoneMemory.forget();
  if (device) await sandbox.removeDevice(device.token);
}
