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
  /** Also by Escape. */
  onNo: () => void;
  /** Why it did not work, when it was tried. */
  children?: ReactNode;
}

/**
 * Asks before something that cannot be undone. The browser's own modal dialog: what lies behind is out of reach of mouse,
 * keyboard and screen reader, and the focus goes back where it came from. The way out has the focus, so that a habitual
 * Enter does no harm.
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
          <Button color="var(--northwind-refused)" loading={busy} onClick={onYes}>
            {yes}
          </Button>
        </Group>
      </Stack>
    </dialog>
  );
}
