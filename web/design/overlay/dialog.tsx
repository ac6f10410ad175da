import { IconX } from '@tabler/icons-react';
import { useEffect, useId, useRef, type ReactNode } from 'react';
import classes from './dialog.module.css';

interface DialogProps {
  title: string;
  /** Name of the button that closes it. */
  close: string;
  onClose: () => void;
  /** At the start edge and as high as the window, for a navigation. */
  side?: boolean;
  children: ReactNode;
}

/** A window above the page: the browser keeps the focus in it, closes it by Escape, and gives the focus back. Shown while it is rendered. */
export function Dialog({ title, close, onClose, side = false, children }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const element = dialog.current;
    element?.showModal();
    // The browser would choose the button that closes it. A navigation begins at its name, as a page does.
    const field = side ? null : element?.querySelector<HTMLElement>('input, select, textarea');
    (field ?? element?.querySelector('h2'))?.focus();
    return () => element?.close();
  }, [side]);
  return (
    <dialog
      ref={dialog}
      className={side ? `${classes.dialog} ${classes.side}` : classes.dialog}
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onClick={(event) => event.target === dialog.current && onClose()}
    >
      <div className={classes.body}>
        <div className={classes.head}>
          <h2 id={id} tabIndex={-1}>
            {title}
          </h2>
          <button type="button" className={classes.close} aria-label={close} onClick={onClose}>
            <IconX size={18} aria-hidden="true" />
          </button>
        </div>
        {children}
      </div>
    </dialog>
  );
}
