import { useQuery } from '@tanstack/react-query';
import { Badge, type Tone } from '../../design/data/badge.tsx';
import { DataTable, LoadingRows, type Column } from '../../design/data/data-table.tsx';
import { Facts } from '../../design/data/facts.tsx';
import { Panel } from '../../design/data/panel.tsx';
import { Notice } from '../../design/feedback/notice.tsx';
import { useMay } from '../api/session.ts';
import { useTexts } from '../language/language.ts';
import { useFormats } from '../language/use-formats.ts';
import { PageHead } from '../parts/page-head.tsx';
import { PageProblem } from '../parts/page-problem.tsx';
import { Section } from '../parts/section.tsx';
import { TimeText } from '../parts/time-text.tsx';
import { ConfigurationFile } from './configuration-file/configuration-file.tsx';
import classes from './system.module.css';
import { systemQuery, type Key, type Schedule, type System } from './system-query.ts';

/** What the installation is made of, how its parts fare, and its clients and APIs as a file. */
export function SystemPage() {
  const { t } = useTexts();
  const may = useMay();
  const { data, error, refetch } = useQuery(systemQuery);
  return (
    <>
      <PageHead title={t('system.title')}>{t('system.text')}</PageHead>
      {error && !data && <PageProblem error={error} again={() => void refetch()} />}
      {!data && !error && <LoadingRows label={t('parts.loading')} />}
      {data && <Shown system={data} />}
      {data && may('clients.read') && <ConfigurationFile />}
    </>
  );
}

function Shown({ system }: { system: System }) {
  const { t } = useTexts();
  return (
    <>
      <div className={classes.panels}>
        <PartsPanel system={system} />
        <VersionsPanel system={system} />
      </div>
      <Section title={t('system.schedules')} count={system.schedules?.length}>
        {system.schedules ? (
          <Schedules rows={system.schedules} />
        ) : (
          <Notice tone="problem">{t('problem.engine_unreachable')}</Notice>
        )}
      </Section>
      <Section title={t('system.keys')} count={system.keys.length}>
        <Keys rows={system.keys} />
      </Section>
    </>
  );
}

function PartsPanel({ system: { parts, clock_skew_seconds: skew } }: { system: System }) {
  const { t } = useTexts();
  const { number } = useFormats();
  const badge = (state: 'up' | 'down') => (
    <Badge tone={state === 'up' ? 'success' : 'danger'}>{t(`system.${state}`)}</Badge>
  );
  return (
    <Panel title={t('system.parts')}>
      <Facts
        facts={[
          ['PostgreSQL', badge(parts.postgresql)],
          ['Temporal', badge(parts.temporal)],
          [
            t('system.clock'),
            <Badge key="clock" tone={parts.clock === 'up' ? 'success' : 'danger'}>
              {t(parts.clock === 'up' ? 'system.right' : 'system.wrong')}
            </Badge>,
          ],
          [t('system.skew'), skew === null ? t('system.unmeasured') : t('system.seconds', { number: number(skew) })],
        ]}
      />
    </Panel>
  );
}

function VersionsPanel({ system }: { system: System }) {
  const { t } = useTexts();
  return (
    <Panel title={t('system.versions')}>
      <Facts
        facts={[
          ['Countersign', system.version],
          ['Node', system.node_version],
          ['PostgreSQL', system.postgresql_version],
          [t('system.mode'), t(`system.${system.mode}`)],
          [t('system.address'), system.public_url],
          [t('system.started'), <TimeText key="started" at={system.started_at} relative />],
        ]}
      />
    </Panel>
  );
}

const tones: Record<Schedule['state'], Tone> = { running: 'success', paused: 'warning', missing: 'danger' };

function Schedules({ rows }: { rows: readonly Schedule[] }) {
  const { t } = useTexts();
  const columns: Column<Schedule>[] = [
    {
      id: 'name',
      name: t('system.schedule'),
      show: ({ name, note }) => (
        <span className={classes.two}>
          <span>{name}</span>
          <span className={classes.sub}>{note}</span>
        </span>
      ),
    },
    { id: 'every', name: t('system.every'), room: 'wide', show: ({ every }) => every },
    {
      id: 'state',
      name: t('system.state'),
      show: ({ state }) => <Badge tone={tones[state]}>{t(`system.scheduleState.${state}`)}</Badge>,
    },
    {
      id: 'last',
      name: t('system.lastRun'),
      room: 'wide',
      show: ({ last_run_at: at }) => (at ? <TimeText at={at} relative /> : '–'),
    },
    {
      id: 'next',
      name: t('system.nextRun'),
      room: 'extra',
      show: ({ next_run_at: at }) => (at ? <TimeText at={at} relative /> : '–'),
    },
  ];
  return <DataTable label={t('system.schedules')} columns={columns} rows={rows} idOf={({ name }) => name} />;
}

function Keys({ rows }: { rows: readonly Key[] }) {
  const { t } = useTexts();
  const columns: Column<Key>[] = [
    { id: 'id', name: t('system.key'), show: ({ id }) => <code>{id}</code> },
    {
      id: 'role',
      name: t('system.state'),
      show: ({ role, makes_hashes: makesHashes, unused_since: unused }) => (
        <span className={classes.badges}>
          <Badge tone={role === 'current' ? 'success' : 'quiet'}>{t(`system.role.${role}`)}</Badge>
          {makesHashes && <Badge tone="accent">{t('system.makesHashes')}</Badge>}
          {unused && !makesHashes && <Badge>{t('system.unused')}</Badge>}
        </span>
      ),
    },
    {
      id: 'since',
      name: t('system.since'),
      room: 'wide',
      show: ({ current_since: at }) => (at ? <TimeText at={at} /> : '–'),
    },
  ];
  return <DataTable label={t('system.keys')} columns={columns} rows={rows} idOf={({ id }) => id} />;
}
