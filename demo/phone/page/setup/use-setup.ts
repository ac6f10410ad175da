import { useRef, useState } from 'react';
import type { Profile } from '../../../../app-sdk/index.ts';
import { useFactors } from '../factors/factor-provider.tsx';
import { phoneMemory } from '../phone-memory.ts';
import { usePhone } from '../phone.ts';
import { runSetup, type SetupInput, type SetupProgress, type SetupStep } from './run-setup.ts';

export type SetupPhase = 'form' | 'scan' | 'running' | 'failed' | 'done';

/** Where a setup is, what was entered, and how it goes on. */
export function useSetup({ code, unfinished }: { code?: string; unfinished?: Profile }) {
  const phone = usePhone();
  const factors = useFactors();
  const [phase, setPhase] = useState<SetupPhase>('form');
  const [step, setStep] = useState<SetupStep>('register');
  const [error, setError] = useState<unknown>();
  const progress = useRef<SetupProgress>({ profile: unfinished });
  const input = useRef<SetupInput>({ code, ...phoneMemory.description() });

  const show = (next: SetupPhase, entered?: Partial<SetupInput>) => {
    input.current = { ...input.current, ...entered };
    setPhase(next);
  };
  const run = async () => {
    setPhase('running');
    setError(undefined);
    try {
      await runSetup({ ...phone, factors }, input.current, progress.current, setStep);
      setPhase('done');
    } catch (problem) {
      setError(problem);
      // A code that does not work is typed anew; everything else is tried again as it is.
      setPhase(progress.current.profile ? 'failed' : 'form');
    }
  };
  const begin = async (entered: SetupInput) => {
    // Chosen once: a code that does not work costs no second PIN.
    const pin = input.current.pin ?? (await factors.choosePin('Go on without a PIN'));
    show('running', { ...entered, pin });
    await run();
  };
  return { phase, step, error, input: input.current, show, begin, run, profile: () => progress.current.profile };
}
