import { TextInput } from '@mantine/core';
import classes from './verification-code-input.module.css';

interface VerificationCodeInputProps {
  code: string;
  onChange: (code: string) => void;
  /** Tries left after a wrong code. */
  triesLeft: number | undefined;
}

/** Input of the six digits that the shop shows: they prove that the same user has the phone and the page. */
export function VerificationCodeInput({ code, onChange, triesLeft }: VerificationCodeInputProps) {
  const problem =
    triesLeft === undefined
      ? undefined
      : `That is not the code of the shop. You can try ${triesLeft === 1 ? 'one more time' : `${triesLeft} more times`}.`;
  return (
    <TextInput
      label="Code from the shop"
      description="Six digits, on the page where you pay"
      classNames={{ input: classes.code }}
      size="lg"
      inputMode="numeric"
      autoComplete="off"
      maxLength={6}
      value={code}
      onChange={(event) => onChange(event.currentTarget.value.replaceAll(/\D/g, ''))}
      error={problem && <span role="alert">{problem}</span>}
    />
  );
}
