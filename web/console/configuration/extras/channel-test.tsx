import { useMutation } from '@tanstack/react-query';
import { Button } from '../../../design/controls/button.tsx';
import { Panel } from '../../../design/data/panel.tsx';
import { Notice } from '../../../design/feedback/notice.tsx';
import { Problem } from '../../../design/feedback/problem.ts';
import { request } from '../../api/request.ts';
import { useMay } from '../../api/session.ts';
import { useTexts, type TextKey } from '../../language/language.ts';
import { useFormats } from '../../language/use-formats.ts';
import { ProblemNotice } from '../../parts/page-problem.tsx';
import classes from '../configuration.module.css';
import type { ExtraProps } from './extra-props.ts';

interface TestAnswer {
  status: 'sent' | 'refused';
  destination: string;
  provider_message_id: string | null;
  code: string | null;
  detail: string | null;
  took_ms: number;
}

/** Sends a test by what is saved, to the operator or to the endpoint, and shows what the provider said. */
export function ChannelTest({ subject: { resource, row, id } }: ExtraProps) {
  const { t } = useTexts();
  const may = useMay();
  const path = resource.isSingle ? resource.listPath() : resource.pathOf(id ?? '');
  const isThere = row !== undefined && row['source'] !== 'none';
  if (!isThere || !may(resource.needs.change)) return null;
  const kind = resource.id as TestedKind;
  return (
    <Panel title={t('test.title')}>
      <div className={classes.lines}>
        <p className="quiet note">{t(`test.text.${kind}`)}</p>
        <TestRun path={path} kind={kind} label={t('test.run')} />
      </div>
    </Panel>
  );
}

type TestedKind = 'sms-gateway' | 'smtp-server' | 'push-messaging-configurations' | 'callback-endpoints';

/** The button that sends a test, and what came of it. */
export function TestRun({ path, kind, label }: { path: string; kind: TestedKind; label: string }) {
  const testing = useMutation({
    mutationFn: async () => (await request<TestAnswer>('POST', `${path}/tests`)).data,
  });
  return (
    <>
      <Button look="secondary" busy={testing.isPending} onClick={() => testing.mutate()}>
        {label}
      </Button>
      <div role="status" className={classes.lines}>
        {testing.data && <Outcome answer={testing.data} />}
      </div>
      {testing.error && <TestProblem error={testing.error} nothingOwn={`test.nothingOwn.${kind}`} />}
    </>
  );
}

function TestProblem({ error, nothingOwn }: { error: Error; nothingOwn: TextKey }) {
  const { t } = useTexts();
  const details = error instanceof Problem ? error.details['details'] : undefined;
  const isNothingOwn = Array.isArray(details) && details.some((each) => each?.code === 'no_own_contact');
  return isNothingOwn ? <Notice tone="warning">{t(nothingOwn)}</Notice> : <ProblemNotice problem={error} />;
}

function Outcome({ answer }: { answer: TestAnswer }) {
  const { t } = useTexts();
  const { number } = useFormats();
  const { status, destination, code, detail, took_ms: took, provider_message_id: providerId } = answer;
  const isSent = status === 'sent';
  return (
    <Notice
      tone={isSent ? 'done' : 'problem'}
      title={isSent ? t('test.sent', { destination }) : t('test.refused', { code: code ?? '' })}
    >
      <p className={classes.words}>{[detail, t('test.took', { number: number(took) })].filter(Boolean).join(' · ')}</p>
      {providerId && (
        <p className={classes.words}>
          {t('test.providerId')} <code>{providerId}</code>
        </p>
      )}
    </Notice>
  );
}
