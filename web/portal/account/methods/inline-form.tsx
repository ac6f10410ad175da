import type { ReactNode } from 'react';
import { Button } from '../../../design/controls/button.tsx';
import classes from './method-list.module.css';

interface InlineFormProps {
  busy: boolean;
  /** Words of the button that sends it. */
  submit: string;
  /** Whether it takes something away. */
  isDanger?: boolean;
  /** Words of the button that leaves it. */
  leave: string;
  onSubmit: () => void;
  onLeave: () => void;
  /** Its fields. */
  children: ReactNode;
  /** Buttons behind the two. */
  more?: ReactNode;
}

/** A form in the list of methods: fields, and the buttons below them. */
export function InlineForm({ busy, submit, isDanger, leave, onSubmit, onLeave, children, more }: InlineFormProps) {
  return (
    <form
      className={classes.rename}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        onSubmit();
      }}
    >
      {children}
      <div className={classes.actions}>
        <Button type="submit" {...(isDanger && { look: 'danger' })} busy={busy}>
          {submit}
        </Button>
        <Button look="secondary" disabled={busy} onClick={onLeave}>
          {leave}
        </Button>
        {more}
      </div>
    </form>
  );
}
