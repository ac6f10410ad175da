import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Button } from '../../design/controls/button.tsx';
import { CheckField } from '../../design/controls/text-field.tsx';
import { Notice } from '../../design/feedback/notice.tsx';
import { request } from '../api/request.ts';
import { useMay } from '../api/session.ts';
import { useTexts } from '../language/language.ts';
import { ActionDialog } from '../parts/action-dialog.tsx';
import { ProblemNotice } from '../parts/page-problem.tsx';
import { Section } from '../parts/section.tsx';
import { ChangesTable } from './changes-table.tsx';
import { readRegistryFile, type Change, type RegistryFile } from './configuration-diff.ts';
import classes from './system.module.css';

const path = '/admin/v1/oauth-configuration';
const largestFile = 2 * 1024 * 1024;

/** What is applied is what was shown: the tag refuses it if anything changed since. */
interface Plan {
  file: RegistryFile;
  now: RegistryFile;
  tag: string | undefined;
  removesOthers: boolean;
  changes: Change[];
}

class NoRegistryFile extends Error {}

async function plan(text: string, removesOthers: boolean): Promise<Plan> {
  const file = readRegistryFile(text);
  if (!file) throw new NoRegistryFile();
  const { data: now, tag } = await request<RegistryFile>('GET', path);
  const { data } = await request<{ changes: Change[] }>('PUT', `${path}?dry_run=true&remove_others=${removesOthers}`, {
    body: file,
    tag,
  });
  return { file, now, tag, removesOthers, changes: data.changes };
}

/** Clients, APIs and identity providers as one file: exported, and imported once its changes were seen. */
export function ConfigurationFile() {
  const { t } = useTexts();
  const may = useMay();
  const exporting = useMutation({ mutationFn: download });
  return (
    <Section
      title={t('configurationFile.title')}
      actions={
        <Button look="secondary" busy={exporting.isPending} onClick={() => exporting.mutate()}>
          {t('configurationFile.export')}
        </Button>
      }
    >
      <p className="quiet note">{t('configurationFile.text')}</p>
      {exporting.error && <ProblemNotice problem={exporting.error} />}
      {may('clients.manage') && <Import />}
    </Section>
  );
}

async function download(): Promise<void> {
  const { data } = await request<RegistryFile>('GET', path);
  const address = URL.createObjectURL(new Blob([JSON.stringify(data, undefined, 2)], { type: 'application/json' }));
  const link = Object.assign(document.createElement('a'), { href: address, download: 'oauth-configuration.json' });
  link.click();
  URL.revokeObjectURL(address);
}

function Import() {
  const { t } = useTexts();
  const [text, setText] = useState<string>();
  const [isTooLarge, setTooLarge] = useState(false);
  const [removesOthers, setRemoves] = useState(false);
  const planning = useMutation({ mutationFn: ({ from, all }: { from: string; all: boolean }) => plan(from, all) });
  const compare = (from: string, all: boolean) => planning.mutate({ from, all });
  const take = async (chosen: File | undefined) => {
    planning.reset();
    setTooLarge((chosen?.size ?? 0) > largestFile);
    if (!chosen || chosen.size > largestFile) return setText(undefined);
    const content = await chosen.text();
    setText(content);
    compare(content, removesOthers);
  };
  const remove = (all: boolean) => {
    setRemoves(all);
    if (text !== undefined) compare(text, all);
  };
  return (
    <div className={classes.lines}>
      <label className={classes.line}>
        {t('configurationFile.choose')}
        <input
          type="file"
          accept="application/json,.json"
          onChange={(event) => void take(event.currentTarget.files?.[0])}
        />
      </label>
      <CheckField checked={removesOthers} onChecked={remove}>
        {t('configurationFile.removeOthers')}
      </CheckField>
      <div role="status" className={classes.lines}>
        {isTooLarge && <Notice tone="problem">{t('configurationFile.tooLarge')}</Notice>}
        {planning.isPending && <p className="quiet note">{t('configurationFile.comparing')}</p>}
        {planning.error && <ImportProblem error={planning.error} />}
        {planning.data && (
          <Planned
            key={planning.submittedAt}
            planned={planning.data}
            again={() => text && compare(text, removesOthers)}
          />
        )}
      </div>
    </div>
  );
}

function ImportProblem({ error }: { error: Error }) {
  const { t } = useTexts();
  if (error instanceof NoRegistryFile) return <Notice tone="problem">{t('configurationFile.noFile')}</Notice>;
  return <ProblemNotice problem={error} />;
}

function Planned({ planned, again }: { planned: Plan; again: () => void }) {
  const { t } = useTexts();
  const queries = useQueryClient();
  const [isAsked, setAsked] = useState(false);
  const [isDone, setDone] = useState(false);
  const { changes, file, now, tag, removesOthers } = planned;
  if (isDone) return <Notice tone="done">{t('configurationFile.done', { count: changes.length })}</Notice>;
  if (changes.length === 0) return <Notice tone="done">{t('configurationFile.same')}</Notice>;
  const deleted = changes.filter(({ action }) => action === 'delete').length;
  return (
    <>
      <ChangesTable changes={changes} now={now} file={file} />
      <div className={classes.line}>
        <Button look={deleted > 0 ? 'danger' : 'primary'} onClick={() => setAsked(true)}>
          {t('configurationFile.apply', { count: changes.length })}
        </Button>
        <Button look="plain" onClick={again}>
          {t('configurationFile.compareAgain')}
        </Button>
      </div>
      {isAsked && (
        <ActionDialog
          action={{
            title: t('configurationFile.apply', { count: changes.length }),
            text: t('configurationFile.applyText', { count: deleted }),
            confirm: t('configurationFile.confirm'),
            danger: deleted > 0,
            ...(deleted > 0 && { typed: t('configurationFile.typed') }),
            run: () => request('PUT', `${path}?remove_others=${removesOthers}`, { body: file, tag }),
          }}
          onClose={() => setAsked(false)}
          onDone={() => {
            setAsked(false);
            setDone(true);
            void queries.invalidateQueries({ queryKey: ['configuration'] });
          }}
        />
      )}
    </>
  );
}
