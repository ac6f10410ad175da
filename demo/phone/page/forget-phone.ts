import { phoneMemory } from './phone-memory.ts';
import type { Phone } from './phone.ts';

/** Destroys everything this phone is: keys, accounts, tokens, and its place at the push service. */
export async function forgetPhone({ app, sandbox, pushes }: Phone): Promise<void> {
  const device = phoneMemory.pushDevice();
  await app.reset();
  pushes.close();
  phoneMemory.forget();
  if (device) await sandbox.removeDevice(device.token);
}
