import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { TextField } from '../../../design/controls/text-field.tsx';
import { Panel } from '../../../design/data/panel.tsx';
import { Notice } from '../../../design/feedback/notice.tsx';
import { request } from '../../api/request.ts';
import { useTexts } from '../../language/language.ts';
import { ProblemNotice } from '../../parts/page-problem.tsx';
import { useSettled } from '../../parts/use-settled.ts';
import classes from '../configuration.module.css';
import type { ExtraProps } from './extra-props.ts';

interface Preview {
  allowed: boolean;
  matched_by: string | null;
  faults: { entry: string; reason: string }[];
}

/** Whether a link might lead to an address, by the list as it is typed. */
export function RedirectPreview({ form }: ExtraProps) {
  const { t } = useTexts();
  const [address, setAddress] = useState('');
  const list = form.draft.values['action_token_redirects'];
  const typed = useSettled(typeof list === 'string' ? list : '');
  const sought = useSettled(address.trim());
  const { data, error } = useQuery({
    queryKey: ['redirect preview', typed, sought],
    enabled: sought !== '',
    queryFn: async ({ signal }) => {
      const entries = typed.split('\n').map((line) => line.trim());
      const body = { redirect_uri: sought, action_token_redirects: entries.filter((line) => line !== '') };
      const path = '/oauth/api/v1/configuration/action-token-redirects/preview';
      return (await request<Preview>('POST', path, { body, signal })).data;
    },
  });
  return (
    <Panel title={t('preview.title')}>
      <div className={classes.lines}>
        <TextField label={t('preview.address')} hint={t('preview.text')} value={address} onText={setAddress} />
        <div role="status" className={classes.lines}>
          {sought !== '' && data && <Answer preview={data} />}
        </div>
        {error && <ProblemNotice problem={error} />}
      </div>
    </Panel>
  );
}

function Answer({ preview: { allowed, matched_by: by, faults } }: { preview: Preview }) {
  const { t } = useTexts();
  return (
    <>
      <Notice tone={allowed ? 'done' : 'warning'}>
        {allowed ? t('preview.allowed', { entry: by ?? '' }) : t('preview.refused')}
      </Notice>
      {faults.map(({ entry, reason }) => (
        <Notice key={entry} tone="problem" title={entry}>
          {t(`preview.reason.${reason as 'too_long'}`)}
        </Notice>
      ))}
    </>
  );
}
