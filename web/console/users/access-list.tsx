import { Button } from '../../design/controls/button.tsx';
import { DataTable, LoadingRows, type Column } from '../../design/data/data-table.tsx';
import { useTexts, type TextKey } from '../language/language.ts';
import { PageProblem } from '../parts/page-problem.tsx';
import { NothingHere, Section } from '../parts/section.tsx';

interface ListProps<Row> {
  title: TextKey;
  /** In the place of an empty list. */
  none: TextKey;
  answer: { data: { items: Row[] } | undefined; error: unknown; refetch: () => unknown };
  columns: Column<Row>[];
  /** Ends all of them; left out where the operator may not. */
  onAll?: (() => void) | undefined;
  /** Name of the button for that. */
  all?: TextKey;
  /** Also where there is only one. */
  isAllForOne?: boolean;
}

/** A list of the page of a user, and the end of all that is in it. */
export function AccessList<Row extends { id: string }>({
  title,
  none,
  answer,
  columns,
  onAll,
  all: allKey = 'access.revokeAll',
  isAllForOne = false,
}: ListProps<Row>) {
  const { t } = useTexts();
  const { data, error, refetch } = answer;
  const rows = data?.items ?? [];
  const all = onAll && rows.length > (isAllForOne ? 0 : 1) && (
    <Button look="plain" onClick={onAll}>
      {t(allKey)}
    </Button>
  );
  return (
    <Section title={t(title)} count={rows.length} actions={all}>
      {Boolean(error) && !data && <PageProblem error={error} again={() => void refetch()} />}
      {!data && !error && <LoadingRows label={t('parts.loading')} count={2} />}
      {data && rows.length === 0 && <NothingHere>{t(none)}</NothingHere>}
      {rows.length > 0 && <DataTable label={t(title)} columns={columns} rows={rows} idOf={({ id }) => id} />}
    </Section>
  );
}
