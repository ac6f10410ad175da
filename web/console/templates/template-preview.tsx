import type { ReactNode } from 'react';
import { Badge } from '../../design/data/badge.tsx';
import { Panel } from '../../design/data/panel.tsx';
import { useTexts } from '../language/language.ts';
import { MailPreview } from './mail-preview.tsx';
import classes from './templates.module.css';
import type { Preview } from './templates-query.ts';

/** What a text says, with samples for its placeholders. */
export function TemplatePreview({
  preview,
  isShipped,
  children,
}: {
  preview: Preview | undefined;
  isShipped: boolean;
  /** What can be done with the text. It has a form of its own, and cannot stand in that of the text. */
  children: ReactNode;
}) {
  const { t } = useTexts();
  return (
    <div className={classes.aside}>
      <Panel
        title={t('template.preview')}
        actions={
          <Badge tone={isShipped ? 'quiet' : 'accent'}>{isShipped ? t('template.shipped') : t('template.own')}</Badge>
        }
      >
        <div role="status" className={classes.lines}>
          {preview ? (
            <>
              <Sample preview={preview} />
              {preview.segments && <SegmentBadges {...preview.segments} />}
            </>
          ) : (
            <p className="quiet note">{t('template.noPreview')}</p>
          )}
        </div>
        {children}
      </Panel>
      {preview && preview.variables.length > 0 && (
        <Panel title={t('template.placeholders')}>
          <p className="quiet note">{t('template.placeholdersText')}</p>
          <ul className={classes.variables}>
            {preview.variables.map((name) => (
              <li key={name}>
                <code>{preview.language === 'context' ? `[${name}]` : `{{ ${name} }}`}</code>
              </li>
            ))}
          </ul>
        </Panel>
      )}
    </div>
  );
}

/** The text, or the mail that it is in. */
function Sample({ preview: { html, text } }: { preview: Preview }) {
  const { t } = useTexts();
  if (html !== null) return <MailPreview html={html} />;
  return (
    <pre className={classes.sample} tabIndex={0} role="region" aria-label={t('template.sample')}>
      {text}
    </pre>
  );
}

/** How many segments a provider bills for a text, and why. */
export function SegmentBadges({
  encoding,
  length,
  segments,
}: {
  encoding: 'GSM-7' | 'UCS-2';
  length: number;
  segments: number;
}) {
  const { t } = useTexts();
  return (
    <p className={classes.locales}>
      <Badge tone={segments > 1 ? 'warning' : 'success'}>{t('template.segments', { count: segments })}</Badge>
      <Badge tone={encoding === 'UCS-2' ? 'warning' : 'quiet'}>{encoding}</Badge>
      <span className="quiet note">{t('template.length', { count: length })}</span>
    </p>
  );
}
