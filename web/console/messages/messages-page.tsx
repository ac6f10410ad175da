import { IconMailSearch } from '@tabler/icons-react';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { FilterField, SelectField } from '../../design/controls/select-field.tsx';
import { LoadingRows } from '../../design/data/data-table.tsx';
import { EmptyState } from '../../design/feedback/empty-state.tsx';
import { useMay } from '../api/session.ts';
import { useTexts, type TextKey } from '../language/language.ts';
import { MoreButton } from '../parts/more-button.tsx';
import { PageHead } from '../parts/page-head.tsx';
import { PageProblem } from '../parts/page-problem.tsx';
import parts from '../parts/parts.module.css';
import { useTyped } from '../parts/use-typed.ts';
import { MessageTable } from './message-table.tsx';
import { MessageTabs } from './message-tabs.tsx';
import { messageTemplates } from './message-words.ts';
import { messagePagesQuery, type MessageFilter } from './messages-query.ts';

/** The values of each filter, in the order of its list. */
const choices = {
  status: ['queued', 'sent', 'delivered', 'undelivered', 'failed', 'expired', 'suppressed'],
  channel: ['email', 'sms', 'whatsapp'],
  template: messageTemplates,
} as const satisfies { [Name in 'status' | 'channel' | 'template']: readonly MessageFilter[Name][] };

/** Where the names of the values stand. */
const words = { status: 'message.status', channel: 'overview.channel', template: 'template.name' } as const;

type Choice = keyof typeof choices;
const choiceNames = Object.keys(choices) as Choice[];
const typedNames = ['user_id', 'since', 'until'] as const;
type Typed = (typeof typedNames)[number];

type Search = Partial<Record<Choice | Typed, string>>;

/** What became of mails and messages, newest first. */
export function MessagesPage() {
  const { t } = useTexts();
  const may = useMay();
  const search = useSearch({ from: '/shell/messages' });
  const navigate = useNavigate({ from: '/messages' });
  const set = (name: keyof Search, value: string) =>
    void navigate({ search: (now) => ({ ...now, [name]: value }), replace: true });
  return (
    <>
      <PageHead title={t('message.title')}>
        {t('message.about')} {may('transactions.read') && <Link to="/transactions">{t('message.ofTransactions')}</Link>}
      </PageHead>
      <MessageTabs />
      <div className={parts.filters} role="search" aria-label={t('message.title')}>
        {choiceNames.map((name) => (
          <SelectField
            key={name}
            label={t(`message.filter.${name}`)}
            value={search[name] ?? ''}
            options={[
              ['', t('parts.all')],
              ...choices[name].map((value) => [value, t(`${words[name]}.${value}` as TextKey)] as const),
            ]}
            onValue={(chosen) => set(name, chosen)}
          />
        ))}
        {typedNames.map((name) => (
          <TypedFilter key={name} name={name} value={search[name] ?? ''} onSettled={(typed) => set(name, typed)} />
        ))}
      </div>
      <Found filter={filterOf(search)} />
    </>
  );
}

function TypedFilter({ name, value, onSettled }: { name: Typed; value: string; onSettled: (text: string) => void }) {
  const { t } = useTexts();
  const [text, setText] = useTyped(value, onSettled);
  return (
    <FilterField
      label={t(`message.filter.${name}`)}
      value={text}
      {...(name === 'user_id' ? { placeholder: t('transactions.userHint') } : { type: 'datetime-local' })}
      onText={setText}
    />
  );
}

/** Only values that the API knows: an address may have any. */
function filterOf({ user_id: user, since, until, ...search }: Search): MessageFilter {
  const known = choiceNames.filter((name) => (choices[name] as readonly string[]).includes(search[name] ?? ''));
  const chosen = Object.fromEntries(known.map((name) => [name, search[name]])) as MessageFilter;
  return { ...chosen, ...(user && { user_id: user }), ...timesOf({ since, until }) };
}

/** What a field for a local time writes, as the API takes it. */
function timesOf(texts: Record<'since' | 'until', string | undefined>): Pick<MessageFilter, 'since' | 'until'> {
  const times = Object.entries(texts).map(([name, text]) => [name, new Date(text ?? '')] as const);
  return Object.fromEntries(
    times.flatMap(([name, time]) => (Number.isNaN(time.getTime()) ? [] : [[name, time.toISOString()]])),
  );
}

function Found({ filter }: { filter: MessageFilter }) {
  const { t } = useTexts();
  const found = useInfiniteQuery({ ...messagePagesQuery(filter), placeholderData: keepPreviousData });
  if (found.error && !found.data) return <PageProblem error={found.error} again={() => void found.refetch()} />;
  if (!found.data) return <LoadingRows label={t('parts.loading')} />;
  const rows = found.data.pages.flatMap(({ items }) => items);
  const isFiltered = Object.keys(filter).length > 0;
  if (rows.length === 0)
    return (
      <EmptyState icon={<IconMailSearch size={22} />} title={isFiltered ? t('message.notFound') : t('message.none')}>
        {isFiltered ? t('message.notFoundText') : t('message.noneText')}
      </EmptyState>
    );
  return (
    <>
      <MessageTable rows={rows} isStale={found.isPlaceholderData} />
      <MoreButton of={found} />
    </>
  );
}
