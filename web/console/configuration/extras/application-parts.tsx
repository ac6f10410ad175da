import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState, type FormEvent } from 'react';
import { Button } from '../../../design/controls/button.tsx';
import buttons from '../../../design/controls/button.module.css';
import { TextField } from '../../../design/controls/text-field.tsx';
import { Panel } from '../../../design/data/panel.tsx';
import { request } from '../../api/request.ts';
import { useMay } from '../../api/session.ts';
import { useTexts } from '../../language/language.ts';
import { ActionDialog } from '../../parts/action-dialog.tsx';
import { ProblemNotice } from '../../parts/page-problem.tsx';
import classes from '../configuration.module.css';
import type { ExtraProps } from './extra-props.ts';

/** A new server key; apps go on with the former one for a while. */
export function ServerKeyRotation({ subject: { resource, row, id } }: ExtraProps) {
  const { t } = useTexts();
  const may = useMay();
  const queries = useQueryClient();
  const [asked, setAsked] = useState<'usual' | 'leaked'>();
  if (!row || !may(resource.needs.change)) return null;
  const body = {
    server_key_fingerprint: row['server_key_fingerprint'],
    ...(asked === 'leaked' && { accepted_for_hours: 0 }),
  };
  return (
    <Panel title={t('rotation.title')}>
      <div className={classes.lines}>
        <p className="quiet note">{t('rotation.text')}</p>
        <div className={classes.line}>
          <Button look="secondary" onClick={() => setAsked('usual')}>
            {t('rotation.usual')}
          </Button>
          <Button look="plain" onClick={() => setAsked('leaked')}>
            {t('rotation.leaked')}
          </Button>
        </div>
      </div>
      {asked && (
        <ActionDialog
          action={{
            title: t(`rotation.${asked}`),
            text: t(`rotation.${asked}Text`),
            confirm: t(`rotation.${asked}`),
            danger: asked === 'leaked',
            ...(asked === 'leaked' && { typed: id ?? '' }),
            run: () => request('POST', `${resource.pathOf(id ?? '')}/server-key/rotate`, { body }),
          }}
          onClose={() => setAsked(undefined)}
          onDone={() => {
            setAsked(undefined);
            void queries.invalidateQueries({ queryKey: ['configuration', 'applications'] });
          }}
        />
      )}
    </Panel>
  );
}

/** A version like this one, and its configuration as a file. */
export function VersionCopies({ subject: { resource, row, id } }: ExtraProps) {
  const { t } = useTexts();
  const may = useMay();
  const navigate = useNavigate();
  const [name, setName] = useState('');
  const path = resource.pathOf(id ?? '');
  const cloning = useMutation({
    mutationFn: () => request('POST', `${path}/clone`, { body: { version_name: name.trim() } }),
    onSuccess: () => {
      const own = (id ?? '').split('/').slice(0, 2).join('/');
      void navigate({
        to: '/configuration/$kind/edit/$id',
        params: { kind: resource.id, id: `${own}/${name.trim()}` },
      });
    },
  });
  if (!row) return null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (name.trim() !== '' && !cloning.isPending) cloning.mutate();
  };
  return (
    <Panel title={t('copies.title')}>
      <form className={classes.lines} onSubmit={submit}>
        {may(resource.needs.change) && (
          <>
            <TextField label={t('copies.name')} hint={t('copies.text')} value={name} onText={setName} />
            {cloning.error && <ProblemNotice problem={cloning.error} />}
            <Button type="submit" look="secondary" busy={cloning.isPending} disabled={name.trim() === ''}>
              {t('copies.clone')}
            </Button>
          </>
        )}
        <a className={`${buttons['button']} ${buttons['plain']}`} href={`${path}/export`} download>
          {t('copies.export')}
        </a>
      </form>
    </Panel>
  );
}
