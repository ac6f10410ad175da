import { Button, Input, SegmentedControl, Stack, TextInput } from '@mantine/core';
import { IconQrcode } from '@tabler/icons-react';
import { useState } from 'react';
import { tidyCode } from '../enrollment-code.ts';
import type { Platform } from '../sandbox-client.ts';
import type { SetupInput } from './run-setup.ts';
import classes from './setup.module.css';

const CODE_LENGTH = 29;

const platforms = [
  { value: 'android', label: 'Android' },
  { value: 'ios', label: 'iPhone' },
];

interface SetupFormProps {
  /** Id for the submit button below the screen. */
  id: string;
  given: SetupInput;
  /** Name and platform are shown until a first account is connected. */
  described: boolean;
  onSubmit: (input: SetupInput) => void;
  /** Opens the camera; the entered values come back with the code. */
  onScan: (input: SetupInput) => void;
}

/** The enrolment code and the name of this phone. */
export function SetupForm({ id, given, described, onSubmit, onScan }: SetupFormProps) {
  const [code, setCode] = useState(given.code ?? '');
  const [deviceName, setDeviceName] = useState(given.deviceName);
  const [platform, setPlatform] = useState<Platform>(given.platform);
  return (
    <form
      id={id}
      onSubmit={(event) => {
        event.preventDefault();
        onSubmit({ code, deviceName: deviceName.trim(), platform });
      }}
    >
      <Stack gap="md">
        <CodeInput code={code} onChange={setCode} />
        <Button
          variant="light"
          leftSection={<IconQrcode size={20} aria-hidden="true" />}
          onClick={() => onScan({ code, deviceName, platform })}
        >
          Scan the code
        </Button>
        {!described && (
          <>
            <TextInput
              label="Name of this phone"
              required
              withAsterisk={false}
              maxLength={60}
              value={deviceName}
              onChange={(event) => setDeviceName(event.currentTarget.value)}
            />
            <PlatformChoice platform={platform} onChange={setPlatform} />
          </>
        )}
      </Stack>
    </form>
  );
}

function CodeInput({ code, onChange }: { code: string; onChange: (code: string) => void }) {
  return (
    <TextInput
      label="Code"
      description="25 letters and digits; paste them or type them"
      classNames={{ input: classes.code }}
      autoComplete="off"
      autoCapitalize="characters"
      spellCheck={false}
      required
      withAsterisk={false}
      pattern={`.{${CODE_LENGTH}}`}
      title="The code has 25 letters and digits"
      value={code}
      onChange={(event) => onChange(tidyCode(event.currentTarget.value).slice(0, CODE_LENGTH))}
    />
  );
}

function PlatformChoice({ platform, onChange }: { platform: Platform; onChange: (platform: Platform) => void }) {
  return (
    <Input.Wrapper label="Kind of phone" labelElement="div" size="md">
      <SegmentedControl
        aria-label="Kind of phone"
        fullWidth
        size="md"
        data={platforms}
        value={platform}
        onChange={(value) => onChange(value as Platform)}
      />
    </Input.Wrapper>
  );
}
