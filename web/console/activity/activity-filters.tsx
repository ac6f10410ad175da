import { useNavigate } from '@tanstack/react-router';
import { FilterField } from '../../design/controls/select-field.tsx';
import { useTexts } from '../language/language.ts';
import parts from '../parts/parts.module.css';
import { useTyped } from '../parts/use-typed.ts';
import type { ActivitySearch } from './activity-query.ts';

const fields = [
  ['user_id', 'user'],
  ['event_type', 'type'],
  ['client_id', 'client'],
  ['transaction_id', 'request'],
] as const;

/** The filters of the Events API. What is typed goes into the address when the typing pauses. */
export function ActivityFilters({ search }: { search: ActivitySearch }) {
  const { t } = useTexts();
  return (
    <div className={parts.filters} role="search" aria-label={t('activity.title')}>
      {fields.map(([name, text]) => (
        <TypedFilter
          key={name}
          name={name}
          label={t(`activity.${text}`)}
          placeholder={name === 'event_type' ? t('activity.typeHint') : t('activity.exact')}
          value={search[name] ?? ''}
        />
      ))}
      <TypedFilter name="from" label={t('activity.from')} value={search.from ?? ''} type="datetime-local" />
      <TypedFilter name="until" label={t('activity.until')} value={search.until ?? ''} type="datetime-local" />
    </div>
  );
}

interface TypedFilterProps {
  name: Exclude<keyof ActivitySearch, 'page'>;
  label: string;
  value: string;
  placeholder?: string;
  type?: 'text' | 'datetime-local';
}

function TypedFilter({ name, value, ...field }: TypedFilterProps) {
  const navigate = useNavigate({ from: '/activity' });
  const [text, setText] = useTyped(
    value,
    (typed) => void navigate({ search: (now) => ({ ...now, page: '', [name]: typed }), replace: true }),
  );
  return <FilterField {...field} value={text} onText={setText} />;
}
