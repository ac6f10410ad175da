import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Badge } from '../../design/data/badge.tsx';
import { DataTable, LoadingRows, type Column } from '../../design/data/data-table.tsx';
import { useTexts } from '../language/language.ts';
import { MessageTabs } from '../messages/message-tabs.tsx';
import { PageHead } from '../parts/page-head.tsx';
import { PageProblem } from '../parts/page-problem.tsx';
import { useTemplateName } from './template-names.ts';
import classes from './templates.module.css';
import { templateKeysQuery, type TemplateKey } from './templates-query.ts';

/** All texts that people are sent, each of which operators may write anew. */
export function TemplatesPage() {
  const { t } = useTexts();
  const nameOf = useTemplateName();
  const { data, error, refetch } = useQuery(templateKeysQuery);
  const columns: Column<TemplateKey>[] = [
    {
      id: 'name',
      name: t('template.text'),
      show: ({ key }) => (
        <Link to="/templates/$key" params={{ key }}>
          {nameOf(key).name}
        </Link>
      ),
    },
    { id: 'part', name: t('template.partOf'), show: ({ key }) => nameOf(key).part },
    {
      id: 'locales',
      name: t('template.languages'),
      show: ({ locales }) => (
        <span className={classes.locales}>
          {locales.map((locale) => (
            <Badge key={locale}>{locale}</Badge>
          ))}
        </span>
      ),
    },
    { id: 'key', name: t('template.key'), room: 'extra', show: ({ key }) => <code>{key}</code> },
  ];
  return (
    <>
      <PageHead title={t('template.title')}>{t('template.about')}</PageHead>
      <MessageTabs />
      {error && !data && <PageProblem error={error} again={() => void refetch()} />}
      {!data && !error && <LoadingRows label={t('parts.loading')} />}
      {data && <DataTable label={t('template.title')} columns={columns} rows={data} idOf={({ key }) => key} />}
    </>
  );
}
