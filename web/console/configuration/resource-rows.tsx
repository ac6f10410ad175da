import { IconPlus, IconStack2 } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import button from '../../design/controls/button.module.css';
import { Badge } from '../../design/data/badge.tsx';
import { DataTable, LoadingRows, type Column } from '../../design/data/data-table.tsx';
import { EmptyState } from '../../design/feedback/empty-state.tsx';
import { useMay } from '../api/session.ts';
import { useFormTexts, type FormTexts } from '../forms/form-texts.ts';
import { useTexts, type TextKey, type Translate } from '../language/language.ts';
import { MoreButton } from '../parts/more-button.tsx';
import { PageProblem } from '../parts/page-problem.tsx';
import type { Resource, Row } from './resource.ts';
import { rowsQuery } from './resource-query.ts';

/** Leads to the form of a new one. */
export function AddLink({ resource, of }: { resource: Resource; of?: string }) {
  const { t } = useTexts();
  const may = useMay();
  if (!may(resource.needs.change)) return null;
  return (
    <Link
      to="/configuration/$kind/new"
      params={{ kind: resource.id }}
      search={of === undefined ? {} : { of }}
      className={`${button['button']} ${button['primary']}`}
    >
      <IconPlus size={16} aria-hidden="true" />
      {t(`resource.${resource.id}.add` as TextKey)}
    </Link>
  );
}

/** The rows of a list, each of which leads to its form. */
export function ResourceRows({ resource, of }: { resource: Resource; of?: string }) {
  const { t } = useTexts();
  const texts = useFormTexts(resource.id);
  const found = useInfiniteQuery(rowsQuery(resource, of));
  const { data, error, refetch } = found;
  if (error) return <PageProblem error={error} again={() => void refetch()} />;
  if (!data) return <LoadingRows label={t('parts.loading')} />;
  const rows = data.pages.flatMap((page) => page.rows);
  if (rows.length === 0)
    return (
      <EmptyState icon={<IconStack2 size={22} />} title={t(`resource.${resource.id}.none` as TextKey)}>
        {t(`resource.${resource.id}.noneText` as TextKey)}
      </EmptyState>
    );
  const label = t(`resource.${resource.id}.title` as TextKey);
  return (
    <>
      <DataTable label={label} columns={columnsOf(resource, texts, t)} rows={rows} idOf={resource.idOf} />
      <MoreButton of={found} />
    </>
  );
}

function columnsOf(resource: Resource, texts: FormTexts, t: Translate): Column<Row>[] {
  const name: Column<Row> = {
    id: 'name',
    name: t('form.name'),
    show: (row) => (
      <Link to="/configuration/$kind/edit/$id" params={{ kind: resource.id, id: resource.idOf(row) }}>
        {resource.nameOf(row)}
      </Link>
    ),
  };
  const others = resource.columns.map((column, index): Column<Row> => ({
    id: column,
    name: texts.labelOf(column),
    ...(index > 1 && { room: 'wide' }),
    show: (row) => <Cell value={row[column]} texts={texts} t={t} />,
  }));
  return [name, ...others];
}

function Cell({ value, texts, t }: { value: unknown; texts: FormTexts; t: Translate }) {
  if (value === null || value === undefined || value === '') return null;
  if (typeof value === 'boolean')
    return <Badge tone={value ? 'success' : 'quiet'}>{t(value ? 'form.yes' : 'form.no')}</Badge>;
  return texts.optionOf(String(value));
}
