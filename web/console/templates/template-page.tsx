import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { SelectField } from '../../design/controls/select-field.tsx';
import { LoadingRows } from '../../design/data/data-table.tsx';
import { useTexts } from '../language/language.ts';
import { PageHead } from '../parts/page-head.tsx';
import { PageProblem } from '../parts/page-problem.tsx';
import parts from '../parts/parts.module.css';
import { TemplateEditor } from './template-editor.tsx';
import { useTemplateName } from './template-names.ts';
import { localesQuery, templateQuery } from './templates-query.ts';

/** One text, in one language at a time, with what it says beside it. */
export function TemplatePage() {
  const { t, language } = useTexts();
  const { key } = useParams({ from: '/shell/templates/$key' });
  const { locale: asked } = useSearch({ from: '/shell/templates/$key' });
  const navigate = useNavigate({ from: '/templates/$key' });
  const { name, part } = useTemplateName()(key);
  const { data: locales = ['en'] } = useQuery(localesQuery);
  const locale = asked ?? (locales.includes(language) ? language : 'en');
  const { data, error, refetch, dataUpdatedAt } = useQuery(templateQuery(key, locale));
  const names = new Intl.DisplayNames([language], { type: 'language' });
  const options = [...new Set(['en', ...locales, locale])].map((each) => [each, names.of(each) ?? each] as const);
  return (
    <>
      <PageHead title={`${name}: ${part}`}>
        <Link to="/templates">{t('template.title')}</Link>
      </PageHead>
      <div className={parts.filters}>
        <SelectField
          plain
          label={t('template.language')}
          value={locale}
          options={options}
          onValue={(chosen) => void navigate({ search: { locale: chosen }, replace: true })}
        />
      </div>
      {error && <PageProblem error={error} again={() => void refetch()} />}
      {!data && !error && <LoadingRows label={t('parts.loading')} />}
      {data && (
        <TemplateEditor
          key={`${key} ${locale} ${data.tag ?? dataUpdatedAt}`}
          templateKey={key}
          locale={locale}
          stored={data}
        />
      )}
    </>
  );
}
