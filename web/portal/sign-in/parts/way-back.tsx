import { useTranslation } from 'react-i18next';
import { Button } from '../../../design/controls/button.tsx';
import type { Attempt } from '../../../design/feedback/use-attempt.ts';
import { cancel, type Flow } from '../../api/flow.ts';
import { Problem } from '../../api/request.ts';
import type { FollowedFlow } from '../use-flow.ts';

interface WayBackProps {
  flow: Flow;
  onLeave: () => void;
  attempt: Attempt;
}

/** Ends the sign-in and goes back to the site, on each step. */
export function CancelButton({ flow, onLeave, attempt }: WayBackProps) {
  const { t } = useTranslation();
  return (
    <Button look="plain" busy={attempt.busy} onClick={onLeave}>
      <span>
        {t('signIn.cancel')}
        <span className="visually-hidden"> {t('signIn.cancelTo', { client: flow.client.name })}</span>
      </span>
    </Button>
  );
}

/** Goes back to the site from a sign-in that has ended without success. */
export function BackButton({ flow, onLeave, attempt }: WayBackProps) {
  const { t } = useTranslation();
  return (
    <Button wide busy={attempt.busy} onClick={onLeave}>
      {t('signIn.backTo', { client: flow.client.name })}
    </Button>
  );
}

/** The site is answered that the person did not sign in; where it does not wait any more, the page shows how the sign-in ended. */
export function leaveFlow(act: FollowedFlow['act']): Promise<void> {
  return act(async ({ session_id, status }) => {
    const ended = await cancel(session_id);
    if (!ended.redirect_to && ended.status === status) throw new Problem('interaction_unknown');
    if (!ended.redirect_to) return ended;
    location.replace(ended.redirect_to);
    // Nothing is drawn any more: the browser is on its way.
    return new Promise(() => {});
  });
}
