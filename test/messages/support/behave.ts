import type { Behaviour } from '../../../sandbox/state/behaviours.ts';
import { useStack } from '../../support/stack.ts';

/** Sets how a provider of the sandbox behaves. */
export async function behave(provider: string, behaviour: Behaviour): Promise<void> {
  await fetch(`${useStack().endpoints.sandbox}/behaviour/${provider}`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(behaviour),
  });
}
