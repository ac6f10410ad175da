import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useId, useState, type FormEvent } from 'react';
import { Button } from '../../../design/controls/button.tsx';
import { LoadingRows } from '../../../design/data/data-table.tsx';
import { Panel } from '../../../design/data/panel.tsx';
import { Notice } from '../../../design/feedback/notice.tsx';
import { request } from '../../api/request.ts';
import { useMay } from '../../api/session.ts';
import { FieldFrame } from '../../forms/field-frame.tsx';
import forms from '../../forms/forms.module.css';
import { useTexts } from '../../language/language.ts';
import { ProblemNotice } from '../../parts/page-problem.tsx';
import { SegmentBadges } from '../../templates/template-preview.tsx';
import { localesQuery } from '../../templates/templates-query.ts';
import { useSettled } from '../../parts/use-settled.ts';
import classes from '../configuration.module.css';
import type { ExtraProps } from './extra-props.ts';

type Messages = Record<string, string>;

interface Sms {
  text: string;
  encoding: 'GSM-7' | 'UCS-2';
  length: number;
  segments: number;
}

/** What a type says in each language where a site sends no message of its own. */
export function TypeMessages({ subject: { resource, row, id } }: ExtraProps) {
  const { t } = useTexts();
  const path = `${resource.pathOf(id ?? '')}/messages`;
  const { data, error, refetch } = useQuery({
    queryKey: ['type messages', path],
    enabled: row !== undefined,
    queryFn: ({ signal }) => request<Messages>('GET', path, { signal }),
    refetchOnWindowFocus: false,
  });
  const { data: locales = ['en'] } = useQuery(localesQuery);
  const isFixed = !useMay()(resource.needs.change);
  if (!row) return null;
  return (
    <Panel title={t('typeMessages.title')}>
      <div className={classes.lines}>
        <p className="quiet note">{t('typeMessages.text')}</p>
        {error && <ProblemNotice problem={error} again={() => void refetch()} />}
        {!data && !error && <LoadingRows label={t('parts.loading')} count={2} />}
        {data && (
          <MessagesForm
            key={data.tag}
            path={path}
            stored={data.data}
            tag={data.tag}
            locales={[...new Set([...locales, ...Object.keys(data.data)])]}
            isSms={row['method'] === 'SMS'}
            isFixed={isFixed}
          />
        )}
      </div>
    </Panel>
  );
}

interface FormProps {
  path: string;
  stored: Messages;
  tag: string | undefined;
  locales: readonly string[];
  isSms: boolean;
  isFixed: boolean;
}

function MessagesForm({ path, stored, tag, locales, isSms, isFixed }: FormProps) {
  const { t, language } = useTexts();
  const queries = useQueryClient();
  const [values, setValues] = useState<Messages>(stored);
  const changed = Object.fromEntries(
    locales
      .filter((locale) => (values[locale] ?? '') !== (stored[locale] ?? ''))
      .map((locale) => [locale, values[locale] || null]),
  );
  const saving = useMutation({
    mutationFn: () => request('PATCH', path, { body: changed, tag }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['type messages', path] }),
  });
  const names = new Intl.DisplayNames([language], { type: 'language' });
  const save = (event: FormEvent) => {
    event.preventDefault();
    if (!saving.isPending) saving.mutate();
  };
  return (
    <form className={classes.lines} noValidate onSubmit={save}>
      {locales.map((locale) => (
        <MessageField
          key={locale}
          name={names.of(locale) ?? locale}
          text={values[locale] ?? ''}
          preview={isSms ? `${path}/preview` : undefined}
          isFixed={isFixed}
          onText={(text) => setValues({ ...values, [locale]: text })}
        />
      ))}
      {saving.error && <ProblemNotice problem={saving.error} />}
      {!isFixed && (
        <Button type="submit" look="secondary" busy={saving.isPending} disabled={Object.keys(changed).length === 0}>
          {t('typeMessages.save')}
        </Button>
      )}
    </form>
  );
}

interface FieldProps {
  name: string;
  text: string;
  /** Where a text message is shown as it is sent; undefined for other methods. */
  preview: string | undefined;
  isFixed: boolean;
  onText: (text: string) => void;
}

function MessageField({ name, text, preview, isFixed, onText }: FieldProps) {
  const id = useId();
  return (
    <div>
      <FieldFrame id={id} label={name} hint="" error={undefined}>
        <textarea
          id={id}
          className={forms['area']}
          rows={Math.min(8, Math.max(2, text.split('\n').length))}
          value={text}
          readOnly={isFixed}
          onChange={(event) => onText(event.currentTarget.value)}
        />
      </FieldFrame>
      {preview && !isFixed && text !== '' && <SmsPreview path={preview} text={text} />}
    </div>
  );
}

/** Browsers fill in a code whose last line names the site that it is for (WICG, origin-bound one-time codes). */
const originBound = /\n@(\S+) #\{code\}$/;

/** A text message as it is sent, and what it costs. */
function SmsPreview({ path, text }: { path: string; text: string }) {
  const { t } = useTexts();
  const message = useSettled(text);
  const { data } = useQuery({
    queryKey: ['type message preview', path, message],
    queryFn: async ({ signal }) => (await request<Sms>('POST', path, { body: { message }, signal })).data,
    placeholderData: keepPreviousData,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const [, host] = originBound.exec(text) ?? [];
  return (
    <div className={classes.sms}>
      {!text.includes('{code}') && <Notice tone="warning">{t('typeMessages.noCode')}</Notice>}
      {data && (
        <>
          <pre className={classes.raw}>{data.text}</pre>
          <SegmentBadges encoding={data.encoding} length={data.length} segments={data.segments} />
        </>
      )}
      <p className="quiet note">{host === undefined ? t('typeMessages.unbound') : t('typeMessages.bound', { host })}</p>
    </div>
  );
}
