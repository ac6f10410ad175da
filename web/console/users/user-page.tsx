import { usePrefetchInfiniteQuery, usePrefetchQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { IconUserOff } from '@tabler/icons-react';
import { useState } from 'react';
import { LoadingRows } from '../../design/data/data-table.tsx';
import { EmptyState } from '../../design/feedback/empty-state.tsx';
import { Notice } from '../../design/feedback/notice.tsx';
import { problemOf } from '../../design/feedback/problem.ts';
import { useTexts } from '../language/language.ts';
import { useFormats } from '../language/use-formats.ts';
import { userMessagesQuery } from '../messages/messages-query.ts';
import { ActionDialog, type Action } from '../parts/action-dialog.tsx';
import { CopiedText } from '../parts/copied-text.tsx';
import { PageHead } from '../parts/page-head.tsx';
import { PageProblem } from '../parts/page-problem.tsx';
import { DevicesSection } from './devices-section.tsx';
import { ConsentsSection, GrantsSection, TokensSection } from './access-sections.tsx';
import { EventsSection } from './events-section.tsx';
import { MessagesSection } from './messages-section.tsx';
import { PersonBadge } from './person-badge.tsx';
import { MobilePanel, ProfilePanel } from './profile-panels.tsx';
import { ActionTokensSection } from './sign-in/action-tokens-section.tsx';
import { SignInSections } from './sign-in/sign-in-sections.tsx';
import { UserActions } from './user-actions.tsx';
import classes from './users.module.css';
import { partQuery, userQuery, type User } from './users-query.ts';

/** What a section needs to offer an action. */
export type Ask = (action: Action) => void;

/** One user: what is known, and what can be taken away. */
export function UserPage() {
  const { t } = useTexts();
  const { userId } = useParams({ from: '/shell/users/$userId' });
  usePrefetchedParts(userId);
  const { data: user, error, refetch } = useQuery(userQuery(userId));
  if (error && problemOf(error).code === 'user_not_found')
    return (
      <>
        <PageHead title={t('user.unknown')} />
        <EmptyState icon={<IconUserOff size={22} />} title={t('user.unknownTitle', { id: userId })}>
          <p>{t('user.unknownText')}</p>
          <Link to="/users">{t('user.back')}</Link>
        </EmptyState>
      </>
    );
  if (error && !user)
    return (
      <>
        <PageHead title={t('user.title')} />
        <PageProblem error={error} again={() => void refetch()} />
      </>
    );
  if (!user) return <LoadingRows label={t('parts.loading')} />;
  return <KnownUser key={userId} user={user} />;
}

/**
 * Asks for all that is shown at once, instead of after the answer that tells whether the user has a profile. Without one, the answers
 * about sign-in are empty; the action tokens wait, because a look at them is recorded as an event.
 */
function usePrefetchedParts(userId: string): void {
  usePrefetchQuery(userQuery(userId));
  usePrefetchQuery(partQuery(userId, 'devices'));
  usePrefetchQuery(partQuery(userId, 'methods'));
  usePrefetchQuery(partQuery(userId, 'trusted-devices'));
  usePrefetchQuery(partQuery(userId, 'sessions'));
  usePrefetchQuery(partQuery(userId, 'events'));
  usePrefetchInfiniteQuery(userMessagesQuery(userId));
  usePrefetchQuery(partQuery(userId, 'tokens'));
  usePrefetchQuery(partQuery(userId, 'consents'));
  usePrefetchQuery(partQuery(userId, 'grants'));
  usePrefetchQuery(partQuery(userId, 'notifications'));
}

function KnownUser({ user }: { user: User }) {
  const { t } = useTexts();
  const { moment } = useFormats();
  const queries = useQueryClient();
  const [action, setAction] = useState<Action>();
  const [done, setDone] = useState<string>();
  const id = user.user_id;
  const name = user.display_name ?? user.username ?? id;
  const isPerson = user.status !== null;
  const finish = () => {
    setDone(action?.title);
    setAction(undefined);
    for (const key of [['user', id], ['user pages']]) void queries.invalidateQueries({ queryKey: key });
  };
  return (
    <>
      <PageHead
        title={name}
        beside={user.status && <PersonBadge status={user.status} />}
        actions={<UserActions user={user} ask={setAction} />}
      >
        <CopiedText text={id} name={t('user.id')} />
      </PageHead>
      <div role="status" className={classes.status}>
        {done && <Notice tone="done">{t('user.done', { action: done })}</Notice>}
      </div>
      {user.push_frozen_until && (
        <Notice tone="warning">{t('user.frozen', { until: moment(user.push_frozen_until) })}</Notice>
      )}
      <div className={classes.columns}>
        <div className={classes.main}>
          <DevicesSection userId={id} ask={setAction} />
          <SignInSections userId={id} isPerson={isPerson} ask={setAction} />
          <EventsSection userId={id} />
          <MessagesSection userId={id} />
          <TokensSection userId={id} ask={setAction} />
          <ConsentsSection userId={id} ask={setAction} />
          <GrantsSection userId={id} />
          {isPerson && <ActionTokensSection userId={id} ask={setAction} />}
        </div>
        <div className={classes.aside}>
          <ProfilePanel user={user} />
          <MobilePanel user={user} />
        </div>
      </div>
      {action && <ActionDialog action={action} onClose={() => setAction(undefined)} onDone={finish} />}
    </>
  );
}
