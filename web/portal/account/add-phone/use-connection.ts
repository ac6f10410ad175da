import { useEffect, useEffectEvent, useState } from 'react';
import { readMethod, readMethods, type PendingPhone, type SignInMethod } from '../../api/methods.ts';
import { problemOf } from '../../api/request.ts';
import { onThisDevice } from '../../api/server-clock.ts';

/**
 * `waiting` for the phone to use the code; `settling`: it is connected, and proves that messages reach it; `quiet`: it did not within its
 * time; `expired`: the code was not used in time.
 */
export type ConnectionState = 'waiting' | 'settling' | 'quiet' | 'expired';

const pollMs = 2000;
/** How long a connected phone may take until messages reach it. */
const settleMs = 20_000;

/** How the connecting goes on, while the page asks. @param before the methods without the new phone. */
export function useConnection(
  { id, expires_at: expiresAt }: PendingPhone,
  before: readonly SignInMethod[],
  onAdded: (method: SignInMethod) => void,
): ConnectionState {
  const [state, setState] = useState<ConnectionState>('waiting');
  const take = useEffectEvent(onAdded);
  const [known] = useState(() => new Set(before.map((method) => method.id)));
  useEffect(() => {
    const left = new AbortController();
    void follow(left.signal);
    return () => left.abort();

    async function follow(signal: AbortSignal): Promise<void> {
      let usedAt: number | undefined;
      while (!signal.aborted) {
        try {
          const { items } = await readMethods(signal);
          const added = items.find((method) => method.type === 'countersign' && !known.has(method.id));
          if (added) return take(added);
          usedAt ??= (await isOpen(id, signal)) ? undefined : Date.now();
        } catch {
          // Without a network it tries again until there is one.
        }
        if (signal.aborted) return;
        if (usedAt !== undefined) {
          const end = onThisDevice(expiresAt);
          if (usedAt >= end) return setState('expired');
          // Messages that come later than they may are noticed all the same, as long as the code would have been good.
          setState(Date.now() - usedAt < settleMs ? 'settling' : 'quiet');
          if (Date.now() >= end) return;
        }
        await new Promise((resolve) => setTimeout(resolve, pollMs));
      }
    }
  }, [id, expiresAt, known]);
  return state;
}

/** Whether the code of a phone still waits for it. */
async function isOpen(id: string, signal: AbortSignal): Promise<boolean> {
  try {
    await readMethod(id, signal);
    return true;
  } catch (error) {
    if (problemOf(error).code !== 'method_unknown') throw error;
    return false;
  }
}
