import { Badge, type Tone } from '../../design/data/badge.tsx';
import { DataTable, type Column } from '../../design/data/data-table.tsx';
import { useTexts } from '../language/language.ts';
import { fieldDiffs, type Change, type FieldDiff, type RegistryFile } from './configuration-diff.ts';
import classes from './system.module.css';

const tones: Record<Change['action'], Tone> = { create: 'success', change: 'warning', delete: 'danger' };

/** What an import would add, change and remove, field by field. */
export function ChangesTable({
  changes,
  now,
  file,
}: {
  changes: readonly Change[];
  now: RegistryFile;
  file: RegistryFile;
}) {
  const { t } = useTexts();
  const columns: Column<Change>[] = [
    {
      id: 'what',
      name: t('configurationFile.what'),
      show: ({ kind, id }) => (
        <span className={classes.two}>
          <span>{id}</span>
          <span className={classes.sub}>{t(`configurationFile.kind.${kind}`)}</span>
        </span>
      ),
    },
    {
      id: 'action',
      name: t('configurationFile.change'),
      show: ({ action }) => <Badge tone={tones[action]}>{t(`configurationFile.action.${action}`)}</Badge>,
    },
    {
      id: 'fields',
      name: t('configurationFile.fields'),
      show: (change) => (
        <div className={classes.values}>
          {fieldDiffs(change, now, file).map((diff) => (
            <FieldLine key={diff.field} diff={diff} />
          ))}
        </div>
      ),
    },
  ];
  return (
    <DataTable
      label={t('configurationFile.changes')}
      columns={columns}
      rows={changes}
      idOf={({ kind, id }) => `${kind} ${id}`}
    />
  );
}

function FieldLine({ diff: { field, before, after } }: { diff: FieldDiff }) {
  const { t } = useTexts();
  return (
    <div>
      <code>{field}</code>{' '}
      {before !== undefined && (
        <del>
          <span className="visually-hidden">{t('configurationFile.before')} </span>
          {before}
        </del>
      )}{' '}
      {after !== undefined && (
        <ins>
          <span className="visually-hidden">{t('configurationFile.after')} </span>
          {after}
        </ins>
      )}
    </div>
  );
}
