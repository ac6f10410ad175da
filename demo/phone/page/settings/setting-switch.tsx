import { Loader, Switch } from '@mantine/core';
import { useAttempt } from '../../../design/use-attempt.ts';
import { Problem } from '../frame/problem.tsx';

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
        disabled={disabled}
        // Not disabled meanwhile: that would take the focus away from whoever uses the keyboard.
        aria-busy={busy}
        thumbIcon={busy ? <Loader size={12} aria-label="Switching" /> : undefined}
        onChange={(event) => {
          const { checked } = event.currentTarget;
          if (!busy) void attempt(() => onSwitch(checked));
        }}
        styles={{ body: { justifyContent: 'space-between' }, label: { fontWeight: 550 } }}
      />
      <Problem error={error} />
    </>
  );
}
