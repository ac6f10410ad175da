import { problemOf } from '../../design/feedback/problem.ts';
import { useTexts } from '../language/language.ts';
import { ActionDialog } from '../parts/action-dialog.tsx';

/** How many people a change was refused for, as it would lock them out; undefined where it was refused for another reason. */
export function lockedOutBy(error: unknown): number | undefined {
  const { code, details } = problemOf(error);
  return code === 'would_lock_out' ? Number(details['affected']) : undefined;
}

interface LockOutProps {
  count: number;
  run: () => Promise<unknown>;
  onClose: () => void;
  onDone: () => void;
}

/** People could not sign in any more: their number is typed before that happens. */
export function LockOutDialog({ count, run, onClose, onDone }: LockOutProps) {
  const { t } = useTexts();
  return (
    <ActionDialog
      action={{
        title: t('lockOut.title', { count }),
        text: t('lockOut.text'),
        confirm: t('lockOut.confirm'),
        danger: true,
        typed: String(count),
        run,
      }}
      onClose={onClose}
      onDone={onDone}
    />
  );
}
