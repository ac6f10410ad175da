import { useEffect, useRef, type FormEvent } from 'react';
import { Button } from '../../design/controls/button.tsx';
import { Notice } from '../../design/feedback/notice.tsx';
import { FieldControl } from '../forms/field-control.tsx';
import { useFormTexts } from '../forms/form-texts.ts';
import classes from '../forms/forms.module.css';
import type { Field } from '../forms/json-schema.ts';
import { useTexts, type TextKey } from '../language/language.ts';
import { ProblemNotice } from '../parts/page-problem.tsx';
import { ConflictDialog } from './conflict-dialog.tsx';
import { LockOutDialog, lockedOutBy } from './lock-out-dialog.tsx';
import { useChoices } from './use-choices.ts';
import type { ResourceForm, Subject } from './use-resource-form.ts';

interface ResourceFormProps {
  subject: Subject;
  form: ResourceForm;
  /** The operator may change it. */
  mayChange: boolean;
}

/** The fields of a resource in their sections, and the bar by which they are saved. */
export function ResourceFields({ subject, form, mayChange }: ResourceFormProps) {
  const { t } = useTexts();
  const element = useRef<HTMLFormElement>(null);
  const { faults, saving, draft, changed, save } = form;
  const count = Object.keys(faults).length;
  const lockedOut = saving.error ? lockedOutBy(saving.error) : undefined;
  useEffect(() => {
    // The first field that is wrong has the focus, wherever the page was.
    if (count > 0) element.current?.querySelector<HTMLElement>('[aria-invalid=true]')?.focus();
  }, [count, saving.failureCount]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save();
  };
  return (
    <>
      <form ref={element} className={classes.form} noValidate onSubmit={submit}>
        {draft.isRestored && changed.length > 0 && <Notice tone="warning">{t('form.restored')}</Notice>}
        <Sections subject={subject} form={form} mayChange={mayChange} />
        {saving.error && !form.isConflict && lockedOut === undefined && count === 0 && (
          <ProblemNotice problem={saving.error} />
        )}
        {form.isConflict && <ConflictDialog subject={subject} form={form} />}
        {mayChange && <SaveBar form={form} />}
      </form>
      {lockedOut !== undefined && (
        <LockOutDialog
          key={saving.submittedAt}
          count={lockedOut}
          run={async () => save(undefined, lockedOut)}
          onClose={saving.reset}
          onDone={() => undefined}
        />
      )}
    </>
  );
}

function SaveBar({ form }: { form: ResourceForm }) {
  const { t } = useTexts();
  const { mode, changed, draft, saving, faults } = form;
  const count = Object.keys(faults).length;
  const changes = mode === 'change' && changed.length > 0 ? t('form.changed', { count: changed.length }) : '';
  const text = count > 0 ? t('form.faults', { count }) : changes;
  return (
    <div className={classes.bar}>
      <Button type="submit" busy={saving.isPending} disabled={mode === 'change' && changed.length === 0}>
        {t(mode === 'create' ? 'form.create' : 'form.save')}
      </Button>
      {changed.length > 0 && (
        <Button look="secondary" onClick={draft.forget}>
          {t('form.discard')}
        </Button>
      )}
      <span className={classes.barText} role="status">
        {text}
      </span>
    </div>
  );
}

function Sections({ subject, form, mayChange }: ResourceFormProps) {
  const { t, has } = useTexts();
  const { resource } = subject;
  const named = resource.sections.map(({ id, fields }) => ({
    id,
    fields: fields.flatMap((name) => form.shown.filter((field) => field.name === name)),
  }));
  const all = new Set(resource.sections.flatMap(({ fields }) => fields));
  const rest = { id: 'other', fields: form.shown.filter(({ name }) => !all.has(name)) };
  const sections = [...named, rest].filter(({ fields }) => fields.length > 0);
  const titleOf = (id: string) => {
    const key = [`section.${resource.id}.${id}`, `section.any.${id}`].find(has);
    return key && t(key as TextKey);
  };
  return sections.map(({ id, fields }) => (
    <section key={id} className={classes.section} aria-label={titleOf(id)}>
      {sections.length > 1 && <h2>{titleOf(id)}</h2>}
      {fields.map((field) => (
        <OneField key={field.name} field={field} subject={subject} form={form} mayChange={mayChange} />
      ))}
    </section>
  ));
}

function OneField({ field, subject, form, mayChange }: ResourceFormProps & { field: Field }) {
  const texts = useFormTexts(subject.resource.id);
  const { name } = field;
  const { values } = form.draft;
  const choices = useChoices(subject.resource.choices?.[name]?.({ ...values, ...contextValues(subject) }));
  return (
    <FieldControl
      field={field}
      path={name}
      value={values[name] ?? ''}
      faults={form.faults}
      texts={texts}
      isFixed={form.fixed.has(name) || !mayChange}
      isKept={form.mode === 'change' && field.isSecret}
      isMarked={subject.schemas.create !== undefined}
      choices={choices}
      onValue={(value) => form.change(name, value)}
    />
  );
}

/** What the fields that can be chosen from depend on besides. */
function contextValues({ of, row }: Subject): Record<string, string> {
  const platform = row?.['platform'] ?? of?.split('/')[1];
  return typeof platform === 'string' ? { platform } : {};
}
