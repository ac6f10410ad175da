import { Loader, Switch } from '@mantine/core';
import { useAttempt } from '../../../design/use-attempt.ts';
import { Problem } from '../frame/problem.tsx';

interface SettingSwitchProps {
  label: string;
  description: string;
  isOn: boolean;
  disabled?: boolean;
  /** Changes the setting; afterwards `isOn` is shown. */
  onSwitch: (on: boolean) => Promise<void>;
}

/** A setting that is on or off. It switches only after the server has agreed. */
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
        // Not disabled meanwhile, which would remove the focus of keyboard users.
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
