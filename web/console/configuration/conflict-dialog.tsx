import { useQuery } from '@tanstack/react-query';
import { Button } from '../../design/controls/button.tsx';
import { DataTable, LoadingRows, type Column } from '../../design/data/data-table.tsx';
import { Dialog } from '../../design/overlay/dialog.tsx';
import { useFormTexts } from '../forms/form-texts.ts';
import { valuesOf, type FormValue } from '../forms/form-values.ts';
import type { Field } from '../forms/json-schema.ts';
import parts from '../parts/parts.module.css';
import { useTexts } from '../language/language.ts';
import { ProblemNotice } from '../parts/page-problem.tsx';
import { loadRow } from './resource-query.ts';
import type { ResourceForm, Subject } from './use-resource-form.ts';

/** Another operator saved the same thing meanwhile: both versions, and the choice between them. */
export function ConflictDialog({ subject, form }: { subject: Subject; form: ResourceForm }) {
  const { t } = useTexts();
  const { resource, id } = subject;
  // What the page has is the version before both.
  const { data, error, refetch } = useQuery({
    queryKey: ['conflict', resource.id, id],
    queryFn: ({ signal }) => loadRow(resource, id ?? '', signal),
    gcTime: 0,
  });
  const takeTheirs = () => {
    form.draft.forget();
    form.reload();
  };
  return (
    <Dialog title={t('conflict.title')} close={t('parts.close')} onClose={() => form.saving.reset()}>
      <p>{t('conflict.text')}</p>
      {error && <ProblemNotice problem={error} again={() => void refetch()} />}
      {!data && !error && <LoadingRows label={t('parts.loading')} count={2} />}
      {data && <Versions theirs={valuesOf(form.shown, data.row)} form={form} resource={resource.id} />}
      <div className={parts['buttons']}>
        <Button look="secondary" onClick={takeTheirs}>
          {t('conflict.theirs')}
        </Button>
        <Button disabled={!data} onClick={() => data && form.save(data.tag)}>
          {t('conflict.mine')}
        </Button>
      </div>
    </Dialog>
  );
}

interface VersionsProps {
  theirs: Record<string, FormValue>;
  form: ResourceForm;
  resource: string;
}

function Versions({ theirs, form, resource }: VersionsProps) {
  const { t } = useTexts();
  const { labelOf } = useFormTexts(resource);
  const { shown, first, draft } = form;
  const textOf = (value: FormValue | undefined) => (typeof value === 'string' ? value : JSON.stringify(value));
  const differing = shown.filter(
    ({ name, isSecret }) =>
      !isSecret && [theirs[name], draft.values[name]].some((value) => textOf(value) !== textOf(first[name])),
  );
  const columns: Column<Field>[] = [
    { id: 'name', name: t('conflict.field'), show: ({ name }) => labelOf(name) },
    { id: 'theirs', name: t('conflict.theirValue'), show: ({ name }) => textOf(theirs[name]) },
    { id: 'mine', name: t('conflict.myValue'), show: ({ name }) => textOf(draft.values[name]) },
  ];
  return <DataTable label={t('conflict.title')} columns={columns} rows={differing} idOf={({ name }) => name} />;
}
