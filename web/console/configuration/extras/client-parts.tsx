import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Button } from '../../../design/controls/button.tsx';
import { Badge } from '../../../design/data/badge.tsx';
import { Panel } from '../../../design/data/panel.tsx';
import { Notice } from '../../../design/feedback/notice.tsx';
import { request } from '../../api/request.ts';
import { useMay } from '../../api/session.ts';
import { useTexts } from '../../language/language.ts';
import { ActionDialog } from '../../parts/action-dialog.tsx';
import { CopiedText } from '../../parts/copied-text.tsx';
import { ProblemNotice } from '../../parts/page-problem.tsx';
import { TimeText } from '../../parts/time-text.tsx';
import classes from '../configuration.module.css';
import type { ExtraProps } from './extra-props.ts';

interface Secret {
  id: string;
  created_at: string;
}

/** Two at a time, so that one can be replaced while the other works. */
const mostSecrets = 2;

/** The secrets of a client: a new one is shown once. */
export function ClientSecrets({ subject: { resource, row, id } }: ExtraProps) {
  const { t } = useTexts();
  const may = useMay();
  const queries = useQueryClient();
  const [revoked, setRevoked] = useState<Secret>();
  const path = `${resource.pathOf(id ?? '')}/secrets`;
  const again = () => queries.invalidateQueries({ queryKey: ['configuration', 'clients'] });
  const adding = useMutation({
    mutationFn: async () => (await request<{ client_secret: string }>('POST', path, { body: {} })).data.client_secret,
  });
  const kept = () => {
    adding.reset();
    void again();
  };
  const secrets = (row?.['secrets'] ?? []) as Secret[];
  const usesSecret = String(row?.['token_endpoint_auth_method']).startsWith('client_secret');
  if (!row || (!usesSecret && secrets.length === 0)) return null;
  const mayChange = may(resource.needs.change);
  return (
    <Panel title={t('secrets.title')}>
      <div className={classes.lines}>
        {adding.data === undefined ? (
          <p className="quiet note">{t('secrets.text')}</p>
        ) : (
          <NewSecret secret={adding.data} onKept={kept} />
        )}
        {secrets.map((secret) => (
          <SecretLine key={secret.id} secret={secret} onRevoke={mayChange ? setRevoked : undefined} />
        ))}
        {adding.error && <ProblemNotice problem={adding.error} />}
        {mayChange && secrets.length < mostSecrets && adding.data === undefined && (
          <Button look="secondary" busy={adding.isPending} onClick={() => adding.mutate()}>
            {t('secrets.add')}
          </Button>
        )}
      </div>
      {revoked && (
        <Revocation
          path={`${path}/${encodeURIComponent(revoked.id)}`}
          onEnd={(isDone) => {
            setRevoked(undefined);
            if (isDone) void again();
          }}
        />
      )}
    </Panel>
  );
}

function SecretLine({ secret, onRevoke }: { secret: Secret; onRevoke: ((secret: Secret) => void) | undefined }) {
  const { t } = useTexts();
  return (
    <div className={classes.line}>
      <span>
        {t('secrets.made')} <TimeText at={secret.created_at} relative />
      </span>
      {onRevoke && (
        <Button look="plain" onClick={() => onRevoke(secret)}>
          {t('secrets.revoke')}
        </Button>
      )}
    </div>
  );
}

function Revocation({ path, onEnd }: { path: string; onEnd: (isDone: boolean) => void }) {
  const { t } = useTexts();
  const action = {
    title: t('secrets.revokeTitle'),
    text: t('secrets.revokeText'),
    confirm: t('secrets.revoke'),
    danger: true,
    run: () => request('DELETE', path),
  };
  return <ActionDialog action={action} onClose={() => onEnd(false)} onDone={() => onEnd(true)} />;
}

function NewSecret({ secret, onKept }: { secret: string; onKept: () => void }) {
  const { t } = useTexts();
  return (
    <Notice tone="warning" title={t('secrets.once')}>
      <div className={classes.once}>
        <CopiedText text={secret} name={t('secrets.title')} />
      </div>
      <Button look="secondary" onClick={onKept}>
        {t('secrets.kept')}
      </Button>
    </Notice>
  );
}

interface Finding {
  code: string;
  severity: 'warning' | 'advice';
  field: string;
  message: string;
  rule: string;
}

/** What RFC 9700 and its kin would have safer. */
export function ClientCheck({ subject: { resource, row, id } }: ExtraProps) {
  const { t } = useTexts();
  const checking = useMutation({
    mutationFn: async () => (await request<{ findings: Finding[] }>('POST', `${resource.pathOf(id ?? '')}/check`)).data,
  });
  if (!row) return null;
  const { data, error, isPending } = checking;
  return (
    <Panel title={t('check.title')}>
      <div className={classes.lines}>
        <p className="quiet note">{t('check.text')}</p>
        {error && <ProblemNotice problem={error} />}
        {data?.findings.length === 0 && <Notice tone="done">{t('check.none')}</Notice>}
        {data?.findings.map(({ code, severity, message, rule }) => (
          <div key={code}>
            <Badge tone={severity === 'warning' ? 'warning' : 'quiet'}>{t(`check.${severity}`)}</Badge> {message}{' '}
            <span className="quiet">{rule}</span>
          </div>
        ))}
        <Button look="secondary" busy={isPending} onClick={() => checking.mutate()}>
          {t('check.run')}
        </Button>
      </div>
    </Panel>
  );
}
