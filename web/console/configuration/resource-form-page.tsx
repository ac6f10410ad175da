import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { Button } from '../../design/controls/button.tsx';
import { Facts } from '../../design/data/facts.tsx';
import { Panel } from '../../design/data/panel.tsx';
import { LoadingRows } from '../../design/data/data-table.tsx';
import { Notice } from '../../design/feedback/notice.tsx';
import { problemOf } from '../../design/feedback/problem.ts';
import { request, type Answer } from '../api/request.ts';
import { useMay } from '../api/session.ts';
import { useFormTexts } from '../forms/form-texts.ts';
import { useTexts, type TextKey } from '../language/language.ts';
import { ActionDialog } from '../parts/action-dialog.tsx';
import { PageHead } from '../parts/page-head.tsx';
import { PageProblem } from '../parts/page-problem.tsx';
import { NotFoundPage } from '../shell/not-found-page.tsx';
import classes from './configuration.module.css';
import { ExtraParts } from './extras/extra-parts.tsx';
import type { Resource, Row } from './resource.ts';
import { ResourceFields } from './resource-form.tsx';
import { LockOutDialog, lockedOutBy } from './lock-out-dialog.tsx';
import { rowQuery } from './resource-query.ts';
import { resourceOf } from './resources/resources.ts';
import { modeOf, useResourceForm, type Subject } from './use-resource-form.ts';

/** The form of something new. */
export function NewPage() {
  const { kind } = useParams({ from: '/shell/configuration/$kind/new' });
  const { of } = useSearch({ from: '/shell/configuration/$kind/new' }) as { of?: string };
  const resource = resourceOf(kind);
  if (!resource || resource.isSingle) return <NotFoundPage />;
  return <WithSchemas resource={resource} id={undefined} of={of} row={undefined} tag={undefined} key={kind} />;
}

/** The form of one that exists. */
export function EditPage() {
  const { kind, id } = useParams({ from: '/shell/configuration/$kind/edit/$id' });
  const resource = resourceOf(kind);
  if (!resource || resource.isSingle) return <NotFoundPage />;
  return <ResourceFormPage key={`${kind}/${id}`} resource={resource} id={id} />;
}

export function ResourceFormPage({ resource, id }: { resource: Resource; id: string }) {
  const { t } = useTexts();
  const [isSaved, setSaved] = useState(false);
  const { data, error, refetch, dataUpdatedAt } = useQuery(rowQuery(resource, id));
  const isMissing = error !== null && problemOf(error).status === 404;
  if (error && !(isMissing && resource.isSingle))
    return (
      <>
        <PageHead title={t(`resource.${resource.id}.title` as TextKey)} />
        {isMissing ? (
          <Notice tone="problem" title={t('form.missing', { name: id })}>
            <Link to="/configuration/$kind" params={{ kind: resource.id }}>
              {t(`resource.${resource.id}.title` as TextKey)}
            </Link>
          </Notice>
        ) : (
          <PageProblem error={error} again={() => void refetch()} />
        )}
      </>
    );
  if (!data && !error) return <LoadingRows label={t('parts.loading')} />;
  return (
    <WithSchemas
      key={data?.tag ?? dataUpdatedAt}
      resource={resource}
      id={id}
      of={undefined}
      row={data?.row}
      tag={data?.tag}
      isSaved={isSaved}
      onSaved={() => setSaved(true)}
    />
  );
}

type LoadingProps = Omit<Subject, 'schemas'> & { isSaved?: boolean; onSaved?: () => void };

/** The description of the fields is a file of its own, loaded with the page that needs it. */
function WithSchemas({ isSaved = false, onSaved, ...rest }: LoadingProps) {
  const { t } = useTexts();
  const {
    data: schemas,
    error,
    refetch,
  } = useQuery({
    queryKey: ['schemas', rest.resource.id],
    queryFn: async () => (await rest.resource.schemas()).default,
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (error) return <PageProblem error={error} again={() => void refetch()} />;
  if (!schemas) return <LoadingRows label={t('parts.loading')} />;
  return <FormPage subject={{ ...rest, schemas }} isSaved={isSaved} onSaved={onSaved} />;
}

interface FormPageProps {
  subject: Subject;
  isSaved: boolean;
  onSaved: (() => void) | undefined;
}

function FormPage({ subject, isSaved, onSaved }: FormPageProps) {
  const { t } = useTexts();
  const may = useMay();
  const navigate = useNavigate();
  const { resource, row, of } = subject;
  const form = useResourceForm(subject, (answer) => {
    if (row || resource.isSingle) return onSaved?.();
    void navigate(afterCreation(resource, of, answer));
  });
  const title =
    row && !resource.isSingle
      ? resource.nameOf(row)
      : t(`resource.${resource.id}.${row || resource.isSingle ? 'title' : 'add'}` as TextKey);
  const mayChange = may(resource.needs.change);
  return (
    <>
      <PageHead title={title} actions={mayChange && <Deletion subject={subject} />}>
        {resource.isSingle ? (
          t(`resource.${resource.id}.text` as TextKey)
        ) : (
          <Link to="/configuration/$kind" params={{ kind: parentOf(resource) }}>
            {t(`resource.${parentOf(resource)}.title` as TextKey)}
          </Link>
        )}
      </PageHead>
      {!mayChange && <Notice tone="warning">{t('form.readOnly')}</Notice>}
      <div role="status" className={classes['status']}>
        {isSaved && form.changed.length === 0 && <Notice tone="done">{t('form.saved')}</Notice>}
      </div>
      <div className={classes['page']}>
        <ResourceFields subject={subject} form={form} mayChange={mayChange} />
        <div className={classes['aside']}>
          <RowFacts subject={subject} />
          <ExtraParts subject={subject} form={form} />
        </div>
      </div>
    </>
  );
}

const parentOf = (resource: Resource) => (resource.id === 'application-versions' ? 'applications' : resource.id);

function afterCreation(resource: Resource, of: string | undefined, { data, location }: Answer<Row | undefined>) {
  const last = decodeURIComponent(location?.replace(/\/$/, '').split('/').at(-1) ?? '');
  const named = of === undefined ? last : `${of}/${last}`;
  const id = data ? resource.idOf(data) : named;
  return { to: '/configuration/$kind/edit/$id', params: { kind: resource.id, id }, replace: true } as const;
}

function RowFacts({ subject: { resource, row } }: { subject: Subject }) {
  const { t } = useTexts();
  const { labelOf, optionOf } = useFormTexts(resource.id);
  const facts = (resource.facts ?? []).map((name) => {
    const value = row?.[name];
    const text = Array.isArray(value) ? value.join(', ') : value;
    return [labelOf(name), text === null || text === undefined ? null : optionOf(String(text))] as const;
  });
  if (!facts.some(([, value]) => value !== null && value !== '')) return null;
  return (
    <Panel title={t('form.facts')}>
      <Facts facts={facts} />
    </Panel>
  );
}

/** Takes it away, after its name was typed. */
function Deletion({ subject }: { subject: Subject }) {
  const { resource, row } = subject;
  const { t } = useTexts();
  const [isAsked, setAsked] = useState(false);
  if (!row || resource.isUndeletable || modeOf(subject) !== 'change') return null;
  return (
    <>
      <Button look="secondary" onClick={() => setAsked(true)}>
        {t('form.delete')}
      </Button>
      {isAsked && <DeletionDialogs subject={subject} row={row} onClose={() => setAsked(false)} />}
    </>
  );
}

function DeletionDialogs({ subject, row, onClose }: { subject: Subject; row: Row; onClose: () => void }) {
  const { resource, id, tag } = subject;
  const { t } = useTexts();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const [lockedOut, setLockedOut] = useState<number>();
  const name = resource.isSingle ? t(`resource.${resource.id}.title` as TextKey) : resource.nameOf(row);
  const path = resource.isSingle ? resource.listPath() : resource.pathOf(id ?? '');
  const remove = (query = '') =>
    request('DELETE', path + query, { tag }).catch((error: unknown) => {
      setLockedOut(lockedOutBy(error));
      throw error;
    });
  const done = async () => {
    onClose();
    await queries.invalidateQueries({ queryKey: ['configuration'], refetchType: 'none' });
    if (resource.isSingle) await queries.refetchQueries({ queryKey: ['configuration', resource.id] });
    else void navigate({ to: '/configuration/$kind', params: { kind: parentOf(resource) } });
  };
  const deletion = {
    title: t('form.deleteTitle', { name }),
    text: t('form.deleteText'),
    confirm: t('form.delete'),
    danger: true,
    typed: name,
    run: () => remove(),
  };
  if (lockedOut === undefined) return <ActionDialog action={deletion} onClose={onClose} onDone={() => void done()} />;
  const run = () => remove(`?confirm=${lockedOut}`);
  return <LockOutDialog count={lockedOut} run={run} onClose={onClose} onDone={() => void done()} />;
}
