import { useMutation } from '@tanstack/react-query';
import { useState, type FormEvent, type ReactNode } from 'react';
import { Button } from '../../design/controls/button.tsx';
import { TextField } from '../../design/controls/text-field.tsx';
import { Dialog } from '../../design/overlay/dialog.tsx';
import { useTexts } from '../language/language.ts';
import { ProblemNotice } from './page-problem.tsx';
import classes from './parts.module.css';

/** What an operator is about to do. */
export interface Action {
  title: string;
  /** What will happen, to whom. */
  text: ReactNode;
  /** Name of the button that does it. */
  confirm: string;
  danger?: boolean;
  /** A reason is asked for. */
  needsReason?: boolean;
  /** What has to be typed first, where it cannot be undone. */
  typed?: string;
  run: (reason: string) => Promise<unknown>;
}

const longestReason = 200;

/** Asks before something is done, and stays open with what was typed when it fails. */
export function ActionDialog({ action, onClose, onDone }: { action: Action; onClose: () => void; onDone: () => void }) {
  const { t } = useTexts();
  const [reason, setReason] = useState('');
  const [typed, setTyped] = useState('');
  const [isIncomplete, setIncomplete] = useState(false);
  const doing = useMutation({ mutationFn: () => action.run(reason.trim()), onSuccess: onDone });
  const isReasonMissing = Boolean(action.needsReason) && reason.trim() === '';
  const isTypedWrong = action.typed !== undefined && typed.trim() !== action.typed;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setIncomplete(isReasonMissing || isTypedWrong);
    if (!isReasonMissing && !isTypedWrong && !doing.isPending) doing.mutate();
  };
  return (
    <Dialog title={action.title} close={t('parts.close')} onClose={onClose}>
      <form className={classes.form} noValidate onSubmit={submit}>
        <div>{action.text}</div>
        {action.needsReason && (
          <TextField
            label={t('action.reason')}
            hint={t('action.reasonHint')}
            value={reason}
            maxLength={longestReason}
            error={isIncomplete && isReasonMissing ? t('action.reasonMissing') : undefined}
            onText={setReason}
          />
        )}
        {action.typed !== undefined && (
          <TextField
            label={t('action.typed', { text: action.typed })}
            value={typed}
            autoComplete="off"
            spellCheck={false}
            error={isIncomplete && isTypedWrong ? t('action.typedWrong') : undefined}
            onText={setTyped}
          />
        )}
        {doing.error && <ProblemNotice problem={doing.error} />}
        <div className={classes.buttons}>
          <Button look="secondary" onClick={onClose}>
            {t('parts.cancel')}
          </Button>
          <Button type="submit" look={action.danger ? 'danger' : 'primary'} busy={doing.isPending}>
            {action.confirm}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
