import { useRef, useState } from 'react';
import { isCountersignError, type Profile } from '../../../../app-sdk/index.ts';
import { useBack } from '../back.ts';
import { useFactors } from '../factors/factor-provider.tsx';
import { phoneMemory } from '../phone-memory.ts';
import { usePhone } from '../phone.ts';
import { runSetup, type SetupInput, type SetupProgress, type SetupStep } from './run-setup.ts';

export type SetupPhase = 'form' | 'scan' | 'running' | 'failed' | 'done';

/** State of a setup: its step, the entered values, and how it continues. */
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
      // A code that does not work is entered again; other failures retry with the same values.
      setPhase(progress.current.profile ? 'failed' : 'form');
    }
  };
  const begin = async (entered: SetupInput) => {
    input.current = { ...input.current, ...entered };
    try {
      // Chosen once: after a code that does not work the same PIN is used.
      input.current.pin ??= await factors.choosePin('Go on without a PIN');
    } catch (refusal) {
      // Returns to the form with its values.
      if (isCountersignError(refusal, 'factor_cancelled')) return;
      throw refusal;
    }
    await run();
  };
  useBack(phase === 'scan', () => show('form'));
  return { phase, step, error, input: input.current, show, begin, run, profile: () => progress.current.profile };
}
