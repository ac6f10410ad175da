import { Button, Group, Stack, Text, Title } from '@mantine/core';
import { useEffect, useId, useRef, type ReactNode } from 'react';
import classes from './confirm-dialog.module.css';

interface ConfirmDialogProps {
  title: string;
  question: string;
  yes: string;
  no: string;
  busy: boolean;
  onYes: () => void;
  /** Called by the cancel button and by Escape. */
  onNo: () => void;
  /** The error of the last try. */
  children?: ReactNode;
}

/**
 * Asks for confirmation of an action that cannot be undone, with the browser's modal dialog: mouse, keyboard and screen
 * reader cannot reach what is behind, and the focus returns afterwards. The cancel button has the focus, so that a
 * habitual Enter has no effect.
 */
export function ConfirmDialog({ title, question, yes, no, busy, onYes, onNo, children }: ConfirmDialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const ids = { title: useId(), question: useId() };
  useEffect(() => {
    const shown = dialog.current;
    shown?.showModal();
    return () => shown?.close();
  }, []);
  return (
    <dialog
      ref={dialog}
      className={classes.dialog}
      aria-labelledby={ids.title}
      aria-describedby={ids.question}
      onCancel={(event) => {
        event.preventDefault();
        if (!busy) onNo();
      }}
    >
      <Stack gap="md">
        <Title order={2} size="h3" id={ids.title}>
          {title}
        </Title>
        <Text id={ids.question}>{question}</Text>
        {children}
        <Group justify="flex-end" gap="sm">
          <Button variant="default" disabled={busy} onClick={onNo} autoFocus>
            {no}
          </Button>
          <Button color="var(--northwind-refused-fill)" loading={busy} onClick={onYes}>
            {yes}
          </Button>
        </Group>
      </Stack>
    </dialog>
  );
}
