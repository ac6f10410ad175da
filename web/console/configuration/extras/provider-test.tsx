import { useMutation, useQuery } from '@tanstack/react-query';
import { Button } from '../../../design/controls/button.tsx';
import buttons from '../../../design/controls/button.module.css';
import { Facts } from '../../../design/data/facts.tsx';
import { Panel } from '../../../design/data/panel.tsx';
import { Notice } from '../../../design/feedback/notice.tsx';
import { request } from '../../api/request.ts';
import { useMay } from '../../api/session.ts';
import { useTexts } from '../../language/language.ts';
import { ProblemNotice } from '../../parts/page-problem.tsx';
import classes from '../configuration.module.css';
import type { ExtraProps } from './extra-props.ts';

interface Started {
  id: string;
  redirect_to: string;
}

interface Mapped {
  subject: string;
  email: string | null;
  email_verified: boolean;
  profile: Record<string, string>;
  custom_attributes: Record<string, string>;
  level: number;
  amr: string[];
}

interface Shown {
  status: 'waiting' | 'proven' | 'failed';
  failure: string | null;
  detail: string | null;
  claims: Record<string, unknown> | null;
  mapped: Mapped | null;
}

/** Milliseconds between two looks whether the provider has answered. */
const pause = 2000;

/** A real sign-in at a provider, in another tab; then what it said, raw and as a sign-in would take it. */
export function ProviderTest({ subject: { resource, row, id } }: ExtraProps) {
  const { t } = useTexts();
  const may = useMay();
  const path = `${resource.pathOf(id ?? '')}/tests`;
  const starting = useMutation({ mutationFn: async () => (await request<Started>('POST', path)).data });
  const started = starting.data;
  const { data: shown, error } = useQuery({
    queryKey: ['provider test', path, started?.id],
    enabled: started !== undefined,
    queryFn: async ({ signal }) => (await request<Shown>('GET', `${path}/${started?.id}`, { signal })).data,
    refetchInterval: ({ state }) => (state.data && state.data.status !== 'waiting' ? false : pause),
  });
  if (!row || !may(resource.needs.change)) return null;
  const problem = starting.error ?? error;
  return (
    <Panel title={t('providerTest.title')}>
      <div className={classes.lines}>
        <p className="quiet note">{t('providerTest.text')}</p>
        {started && shown?.status !== 'proven' && shown?.status !== 'failed' && (
          <a
            className={`${buttons['button']} ${buttons['primary']}`}
            href={started.redirect_to}
            target="_blank"
            rel="noopener noreferrer"
          >
            {t('providerTest.open')}
          </a>
        )}
        <div role="status" className={classes.lines}>
          {started && shown && <Outcome shown={shown} />}
        </div>
        {problem && <ProblemNotice problem={problem} />}
        <Button look="secondary" busy={starting.isPending} onClick={() => starting.mutate()}>
          {started ? t('providerTest.again') : t('providerTest.start')}
        </Button>
      </div>
    </Panel>
  );
}

function Outcome({ shown: { status, failure, detail, claims, mapped } }: { shown: Shown }) {
  const { t } = useTexts();
  if (status === 'waiting') return <p className="quiet note">{t('providerTest.waiting')}</p>;
  if (status === 'failed')
    return (
      <Notice tone="problem" title={t('providerTest.failed', { failure: failure ?? '' })}>
        {detail && <p>{detail}</p>}
      </Notice>
    );
  return (
    <>
      <Notice tone="done">{t('providerTest.proven')}</Notice>
      {mapped && <MappedFacts mapped={mapped} />}
      <h3 className={classes.subtitle}>{t('providerTest.claims')}</h3>
      <pre className={classes.raw} tabIndex={0} role="region" aria-label={t('providerTest.claims')}>
        {JSON.stringify(claims, undefined, 2)}
      </pre>
    </>
  );
}

function MappedFacts({ mapped }: { mapped: Mapped }) {
  const { t } = useTexts();
  const { subject, email, email_verified: isVerified, profile, custom_attributes: custom, level, amr } = mapped;
  const verified = isVerified ? 'providerTest.verified' : 'providerTest.unverified';
  return (
    <Facts
      facts={[
        [t('providerTest.subject'), subject],
        [t('providerTest.email'), email === null ? null : t(verified, { email })],
        ...Object.entries({ ...profile, ...custom }),
        [t('providerTest.level'), String(level)],
        [t('providerTest.amr'), amr.join(', ')],
      ]}
    />
  );
}
