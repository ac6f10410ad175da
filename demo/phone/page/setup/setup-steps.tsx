import { Loader, Text } from '@mantine/core';
import { IconAlertTriangle, IconCheck } from '@tabler/icons-react';
import { setupSteps, type SetupStep } from './run-setup.ts';
import classes from './setup.module.css';

type StepState = 'done' | 'running' | 'failed' | 'waiting';

/** The steps of setup: the completed ones and the current one. */
export function SetupSteps({ current, failed }: { current: SetupStep; failed: boolean }) {
  const names = Object.keys(setupSteps) as SetupStep[];
  const at = names.indexOf(current);
  return (
    <>
      <ol className={classes.steps}>
        {names.map((name, index) => (
          <Step key={name} label={setupSteps[name]} state={stateOf(index - at, failed)} />
        ))}
      </ol>
      <p className="visually-hidden" role="status">
        {failed ? 'Setup stopped' : `Step ${at + 1} of ${names.length}: ${setupSteps[current]}`}
      </p>
    </>
  );
}

function stateOf(stepsAhead: number, failed: boolean): StepState {
  if (stepsAhead < 0) return 'done';
  if (stepsAhead > 0) return 'waiting';
  return failed ? 'failed' : 'running';
}

function Step({ label, state }: { label: string; state: StepState }) {
  return (
    <li className={classes.step} data-state={state} aria-current={state === 'running' ? 'step' : undefined}>
      <span className={classes.sign} aria-hidden="true">
        {state === 'done' && <IconCheck size={18} stroke={2.4} />}
        {state === 'running' && <Loader size={18} />}
        {state === 'failed' && <IconAlertTriangle size={18} />}
      </span>
      <Text fw={state === 'waiting' ? 400 : 550}>{label}</Text>
    </li>
  );
}
