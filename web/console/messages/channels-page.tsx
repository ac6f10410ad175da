import { useQuery } from '@tanstack/react-query';
import { LoadingRows } from '../../design/data/data-table.tsx';
import { useTexts } from '../language/language.ts';
import { PageHead } from '../parts/page-head.tsx';
import { PageProblem, ProblemNotice } from '../parts/page-problem.tsx';
import { TimeText } from '../parts/time-text.tsx';
import { ChannelCard } from './channel-card.tsx';
import classes from './channels.module.css';
import { MessageTabs } from './message-tabs.tsx';
import { channelsQuery } from './messages-query.ts';

/** By what people are sent messages, and how each channel fares. */
export function ChannelsPage() {
  const { t } = useTexts();
  const { data, error, refetch, dataUpdatedAt } = useQuery(channelsQuery);
  return (
    <>
      <PageHead title={t('channel.title')}>
        {t('channel.about')}
        {dataUpdatedAt > 0 && (
          <>
            {' '}
            {t('channel.asOf')} <TimeText at={dataUpdatedAt} />
          </>
        )}
      </PageHead>
      <MessageTabs />
      {error && !data && <PageProblem error={error} again={() => void refetch()} />}
      {error && data && <ProblemNotice problem={error} />}
      {!data && !error && <LoadingRows label={t('parts.loading')} />}
      {data && (
        <ul className={classes.cards}>
          {data.items.map((channel) => (
            <ChannelCard key={channel.channel} channel={channel} />
          ))}
        </ul>
      )}
    </>
  );
}
