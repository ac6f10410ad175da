import { useInfiniteQuery } from '@tanstack/react-query';
import { LoadingRows } from '../../design/data/data-table.tsx';
import { useTexts } from '../language/language.ts';
import { MessageTable } from '../messages/message-table.tsx';
import { userMessagesQuery } from '../messages/messages-query.ts';
import { MoreButton } from '../parts/more-button.tsx';
import { PageProblem } from '../parts/page-problem.tsx';
import { NothingHere, Section } from '../parts/section.tsx';

/** The mails and messages to a user, newest first. */
export function MessagesSection({ userId }: { userId: string }) {
  const { t } = useTexts();
  const found = useInfiniteQuery(userMessagesQuery(userId));
  const { data, error, refetch } = found;
  const rows = data?.pages.flatMap(({ items }) => items) ?? [];
  return (
    <Section title={t('message.title')}>
      {error && !data && <PageProblem error={error} again={() => void refetch()} />}
      {!data && !error && <LoadingRows label={t('parts.loading')} count={2} />}
      {data && rows.length === 0 && <NothingHere>{t('message.noneOfUser')}</NothingHere>}
      {rows.length > 0 && <MessageTable rows={rows} isOfUser />}
      <MoreButton of={found} />
    </Section>
  );
}
