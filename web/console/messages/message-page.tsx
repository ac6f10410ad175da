import { IconFileOff } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { Facts } from '../../design/data/facts.tsx';
import { LoadingRows } from '../../design/data/data-table.tsx';
import { Panel } from '../../design/data/panel.tsx';
import { EmptyState } from '../../design/feedback/empty-state.tsx';
import { Notice } from '../../design/feedback/notice.tsx';
import { problemOf } from '../../design/feedback/problem.ts';
import { useTexts } from '../language/language.ts';
import { useFormats } from '../language/use-formats.ts';
import { CopiedText } from '../parts/copied-text.tsx';
import { PageHead } from '../parts/page-head.tsx';
import { PageProblem } from '../parts/page-problem.tsx';
import { MessageBadge } from './message-badge.tsx';
import { MessageCourse } from './message-course.tsx';
import { useReason } from './message-reason.ts';
import { Whom } from './message-table.tsx';
import { useMessageName } from './message-words.ts';
import classes from './messages.module.css';
import { messageQuery, type Message } from './messages-query.ts';

/** One message: its course, why it did not arrive, and what to do. */
export function MessagePage() {
  const { t } = useTexts();
  const { messageId } = useParams({ from: '/shell/messages/$messageId' });
  const { data, error, refetch } = useQuery(messageQuery(messageId));
  if (data) return <KnownMessage message={data} />;
  if (!error) return <LoadingRows label={t('parts.loading')} />;
  const isUnknown = problemOf(error).code === 'message_not_found';
  return (
    <>
      <PageHead title={t('message.one')} />
      {isUnknown ? (
        <EmptyState icon={<IconFileOff size={22} />} title={t('problem.message_not_found')}>
          <p>{t('message.unknownText')}</p>
          <Link to="/messages">{t('message.back')}</Link>
        </EmptyState>
      ) : (
        <PageProblem error={error} again={() => void refetch()} />
      )}
    </>
  );
}

function KnownMessage({ message }: { message: Message }) {
  const { t } = useTexts();
  const nameOf = useMessageName();
  return (
    <>
      <PageHead
        title={`${nameOf(message.template)}: ${t(`overview.channel.${message.channel}`)}`}
        beside={<MessageBadge status={message.status} />}
      >
        <CopiedText text={message.id} name={t('message.id')} />
      </PageHead>
      {message.reason && <Reason message={message} code={message.reason} />}
      <div className={classes.columns}>
        <MessageCourse message={message} />
        <MessageFacts message={message} />
      </div>
    </>
  );
}

const expected = ['suppressed', 'sent', 'delivered'];

/** Why, in words, and what can be done. */
function Reason({ message: { status }, code }: { message: Message; code: string }) {
  const { what, todo } = useReason()(code);
  return (
    <Notice tone={expected.includes(status) ? 'warning' : 'problem'} title={what}>
      <p>{todo}</p>
    </Notice>
  );
}

function MessageFacts({ message }: { message: Message }) {
  const { t, language } = useTexts();
  const { moment, number } = useFormats();
  const languages = new Intl.DisplayNames([language], { type: 'language' });
  const providerId = message.tries.findLast(({ provider_message_id: id }) => id !== null)?.provider_message_id;
  return (
    <Panel title={t('message.facts')}>
      <Facts
        facts={[
          [t('message.user'), <Whom key="user" message={message} />],
          [t('message.destination'), message.destination],
          [t('message.filter.channel'), t(`overview.channel.${message.channel}`)],
          [t('message.language'), languages.of(message.locale) ?? message.locale],
          [t('message.tries'), number(message.attempts)],
          [t('message.queued'), moment(message.created_at)],
          [t('message.expires'), moment(message.expires_at)],
          [t('message.reasonCode'), message.reason && <code key="reason">{message.reason}</code>],
          [t('test.providerId'), providerId && <CopiedText key="id" text={providerId} name={t('test.providerId')} />],
          [
            t('transaction.request'),
            message.request_id && (
              <CopiedText key="request" text={message.request_id} name={t('transaction.request')} />
            ),
          ],
        ]}
      />
    </Panel>
  );
}
