import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useId, useState, type FormEvent } from 'react';
import { Button } from '../../design/controls/button.tsx';
import { Notice } from '../../design/feedback/notice.tsx';
import { problemOf } from '../../design/feedback/problem.ts';
import { request } from '../api/request.ts';
import { useMay } from '../api/session.ts';
import { TestRun } from '../configuration/extras/channel-test.tsx';
import { describedBy, FieldFrame } from '../forms/field-frame.tsx';
import forms from '../forms/forms.module.css';
import { fieldsOf } from '../forms/json-schema.ts';
import { useDraft } from '../forms/use-draft.ts';
import { useTexts } from '../language/language.ts';
import { ActionDialog } from '../parts/action-dialog.tsx';
import { ProblemNotice } from '../parts/page-problem.tsx';
import { useSettled } from '../parts/use-settled.ts';
import { TemplatePreview } from './template-preview.tsx';
import classes from './templates.module.css';
import { contextKey, localePath, previewQuery } from './templates-query.ts';

interface EditorProps {
  templateKey: string;
  locale: string;
  stored: { template: string; shipped: boolean; tag: string | undefined };
}

const fields = fieldsOf({ properties: { template: { type: 'string' } } });

/** A text as it is typed. It stays in the tab until it is saved; what another operator saved meanwhile is not overwritten unseen. */
export function TemplateEditor({ templateKey, locale, stored }: EditorProps) {
  const { t } = useTexts();
  const may = useMay();
  const isChangeable = may(templateKey === contextKey ? 'settings.manage' : 'message-channels.manage');
  const draft = useDraft(`template:${templateKey}:${locale}`, fields, { template: stored.template });
  const text = String(draft.values['template'] ?? '');
  const preview = useQuery(previewQuery(templateKey, { template: useSettled(text), locale }, may('settings.manage')));
  const saving = useSaving(templateKey, locale, draft.forget);
  const save = (event: FormEvent) => {
    event.preventDefault();
    if (!saving.isPending) saving.mutate({ template: text, tag: stored.tag });
  };
  const isChanged = text !== stored.template;
  return (
    <div className={classes.editor}>
      <form className={classes.form} noValidate onSubmit={save}>
        {draft.isRestored && isChanged && (
          <Notice tone="warning" title={t('form.restored')}>
            <Button look="secondary" onClick={draft.forget}>
              {t('form.discard')}
            </Button>
          </Notice>
        )}
        <TextArea
          text={text}
          error={preview.error ? faultIn(preview.error) : undefined}
          isFixed={!isChangeable}
          onText={(template) => draft.setValues({ template })}
        />
        {saving.error && <SavingProblem error={saving.error} />}
        {isChangeable && (
          <div className={classes.buttons}>
            <Button type="submit" busy={saving.isPending} disabled={!isChanged || text.trim() === ''}>
              {t('form.save')}
            </Button>
          </div>
        )}
      </form>
      <TemplatePreview preview={preview.data} isShipped={stored.shipped}>
        {isChangeable && templateKey !== contextKey && (
          <TestSend templateKey={templateKey} locale={locale} isChanged={isChanged} />
        )}
        {isChangeable && !stored.shipped && <Reset templateKey={templateKey} locale={locale} onDone={draft.forget} />}
      </TemplatePreview>
    </div>
  );
}

/** Sends the whole message that the text is of to the operator. */
function TestSend({ templateKey, locale, isChanged }: { templateKey: string; locale: string; isChanged: boolean }) {
  const { t } = useTexts();
  return (
    <div className={classes.test}>
      <p className="quiet note">{t(isChanged ? 'template.testSaved' : 'template.testText')}</p>
      <TestRun
        path={localePath(templateKey, locale)}
        kind={templateKey.startsWith('sms.') ? 'sms-gateway' : 'smtp-server'}
        label={t('test.title')}
      />
    </div>
  );
}

function useSaving(key: string, locale: string, onSaved: () => void) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ template, tag }: { template: string; tag: string | undefined }) =>
      request('PUT', localePath(key, locale), { body: { template }, tag }),
    onSuccess: async () => {
      onSaved();
      await queries.invalidateQueries({ queryKey: ['templates'] });
    },
  });
}

/** Where another operator saved it meanwhile, theirs can be looked at in another tab; what was typed stays. */
function SavingProblem({ error }: { error: Error }) {
  const { t } = useTexts();
  if (problemOf(error).status !== 412) return <ProblemNotice problem={error} />;
  return (
    <Notice tone="problem" title={t('problem.configuration_changed')}>
      <a href={window.location.href} target="_blank" rel="noreferrer">
        {t('template.lookAtTheirs')}
      </a>
    </Notice>
  );
}

/** In the words of the API. */
function faultIn(error: Error): string {
  const { details } = problemOf(error);
  const [first] = Array.isArray(details['details']) ? (details['details'] as { message?: unknown }[]) : [];
  const words = first?.message ?? details['message'];
  return typeof words === 'string' ? words : '';
}

interface AreaProps {
  text: string;
  error: string | undefined;
  isFixed: boolean;
  onText: (text: string) => void;
}

function TextArea({ text, error, isFixed, onText }: AreaProps) {
  const id = useId();
  const { t } = useTexts();
  return (
    <FieldFrame id={id} label={t('template.text')} hint="" error={error}>
      <textarea
        id={id}
        className={`${forms['area']} ${forms['exact']}`}
        rows={Math.min(24, Math.max(4, text.split('\n').length + 1))}
        value={text}
        readOnly={isFixed}
        spellCheck
        aria-describedby={describedBy(id, '', error)}
        aria-invalid={error ? true : undefined}
        onChange={(event) => onText(event.currentTarget.value)}
      />
    </FieldFrame>
  );
}

/** Takes the own text away: the one that comes with the server is used again. */
function Reset({ templateKey, locale, onDone }: { templateKey: string; locale: string; onDone: () => void }) {
  const { t } = useTexts();
  const queries = useQueryClient();
  const [isAsked, setAsked] = useState(false);
  const done = () => {
    setAsked(false);
    onDone();
    void queries.invalidateQueries({ queryKey: ['templates'] });
  };
  return (
    <>
      <Button look="plain" onClick={() => setAsked(true)}>
        {t('template.reset')}
      </Button>
      {isAsked && (
        <ActionDialog
          action={{
            title: t('template.reset'),
            text: t('template.resetText'),
            confirm: t('template.reset'),
            danger: true,
            run: () => request('DELETE', localePath(templateKey, locale)),
          }}
          onClose={() => setAsked(false)}
          onDone={done}
        />
      )}
    </>
  );
}
