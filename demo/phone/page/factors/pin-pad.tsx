import { Loader } from '@mantine/core';
import { IconArrowRight, IconBackspace } from '@tabler/icons-react';
import { useLayoutEffect, useRef, useState } from 'react';
import { defaultPinPolicy } from '../../../../app-sdk/index.ts';
import classes from './pin-pad.module.css';

const digits = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '0'] as const;

interface PinPadProps {
  /** Label for screen readers. */
  label: string;
  busy: boolean;
  /** Gets the entered PIN; the pad is emptied afterwards. */
  onPin: (pin: string) => void;
}

/**
 * Accepts a PIN by touch or keyboard: digits, Backspace, Enter. It shows only the number of digits, also to screen
 * readers.
 */
export function PinPad({ label, busy, onPin }: PinPadProps) {
  const [pin, setPin] = useState('');
  const add = (digit: string) => setPin((typed) => (typed.length < defaultPinPolicy.maxLength ? typed + digit : typed));
  const remove = () => setPin((typed) => typed.slice(0, -1));
  const finish = () => {
    if (pin === '') return;
    setPin('');
    onPin(pin);
  };
  useKeyboard(busy, { add, remove, finish });
  return (
    <>
      <Dots filled={pin.length} />
      <p className="visually-hidden" role="status">
        {`${label}: ${pin.length} ${pin.length === 1 ? 'digit' : 'digits'}`}
      </p>
      <div className={classes.keys} role="group" aria-label={label}>
        {digits.slice(0, 9).map((digit) => (
          <Key key={digit} name={digit} busy={busy} onPress={() => add(digit)} />
        ))}
        <Key name="Delete" busy={busy || pin === ''} onPress={remove}>
          <IconBackspace size={26} stroke={1.6} aria-hidden="true" />
        </Key>
        <Key name="0" busy={busy} onPress={() => add('0')} />
        <Key name="OK" className={classes.done} busy={busy || pin === ''} onPress={finish}>
          {busy ? (
            <Loader size={22} color="#fff" aria-hidden="true" />
          ) : (
            <IconArrowRight size={26} stroke={1.8} aria-hidden="true" />
          )}
        </Key>
      </div>
    </>
  );
}

function Dots({ filled }: { filled: number }) {
  const shown = Math.max(filled, defaultPinPolicy.minLength);
  return (
    <div className={classes.dots} aria-hidden="true" data-testid="pin-dots">
      {Array.from({ length: shown }, (_, index) => (
        <span key={index} className={classes.dot} data-filled={index < filled} />
      ))}
    </div>
  );
}

interface KeyProps {
  name: string;
  busy: boolean;
  className?: string;
  onPress: () => void;
  children?: React.ReactNode;
}

function Key({ name, busy, className = '', onPress, children }: KeyProps) {
  return (
    <button type="button" className={`${classes.key} ${className}`} aria-label={name} disabled={busy} onClick={onPress}>
      {children ?? name}
    </button>
  );
}

interface PadActions {
  add: (digit: string) => void;
  remove: () => void;
  finish: () => void;
}

/** The keyboard works wherever the focus is, except that Enter on a button presses that button. */
function useKeyboard(busy: boolean, actions: PadActions): void {
  const latest = useRef(actions);
  latest.current = actions;
  // With the pad itself and not a moment later: no key that is pressed as soon as the pad is seen gets lost.
  useLayoutEffect(() => {
    if (busy) return undefined;
    const press = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      if (/^[0-9]$/.test(event.key)) latest.current.add(event.key);
      else if (event.key === 'Backspace') latest.current.remove();
      else if (event.key === 'Enter' && !(event.target instanceof HTMLButtonElement)) latest.current.finish();
      else return;
      event.preventDefault();
    };
    window.addEventListener('keydown', press);
    return () => window.removeEventListener('keydown', press);
  }, [busy]);
}
