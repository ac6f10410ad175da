import { Loader, Switch } from '@mantine/core';
import { ProblemAlert } from '../../../design/problem-alert.tsx';
import { useAttempt } from '../../../design/use-attempt.ts';
import { inHumanWords } from '../human-words.ts';

interface SettingSwitchProps {
  label: string;
  description: string;
  isOn: boolean;
  disabled?: boolean;
  /** Switches it; what `isOn` says afterwards is shown. */
  onSwitch: (on: boolean) => Promise<void>;
}

/** One thing that is on or off. It turns when the server has agreed, not before. */
export function SettingSwitch({ label, description, isOn, disabled = false, onSwitch }: SettingSwitchProps) {
  const { busy, error, attempt } = useAttempt();
  return (
    <>
      <Switch
        size="md"
        labelPosition="left"
        label={label}
        description={description}
        checked={isOn}
        disabled={disabled || busy}
        thumbIcon={busy ? <Loader size={12} aria-label="Switching" /> : undefined}
        onChange={(event) => void attempt(() => onSwitch(event.currentTarget.checked))}
        styles={{ body: { justifyContent: 'space-between' }, label: { fontWeight: 550 } }}
      />
      {error !== undefined && <ProblemAlert {...inHumanWords(error)} />}
    </>
  );
}
