import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { Button } from '../../../design/controls/button.tsx';
import { FileField } from '../../../design/controls/file-field.tsx';
import { CheckField } from '../../../design/controls/text-field.tsx';
import { Notice } from '../../../design/feedback/notice.tsx';
import { problemOf } from '../../../design/feedback/problem.ts';
import { request } from '../../api/request.ts';
import { useTexts } from '../../language/language.ts';
import { ActionDialog } from '../../parts/action-dialog.tsx';
import { ProblemNotice } from '../../parts/page-problem.tsx';
import { ChangesList } from './changes-list.tsx';
import { readConfigurationFile, reasonOf, refusalsOf, type Change } from './file-diff.ts';
import classes from './configuration-file.module.css';

export const path = '/admin/v1/configuration';
const largestFile = 2 * 1024 * 1024;

/** What is applied is what was shown: the tag refuses it if anything changed since. */
interface Plan {
  file: object;
  tag: string | undefined;
  removesOthers: boolean;
  changes: Change[];
}

class NoConfigurationFile extends Error {}

async function plan(text: string, removesOthers: boolean): Promise<Plan> {
  const file = readConfigurationFile(text);
  if (!file) throw new NoConfigurationFile();
  // What the import would delete is known by who has read it: the tag of now is sent along.
  const { tag: read } = await request('GET', path);
  const { data, tag } = await request<{ changes: Change[] }>('PUT', addressOf({ removesOthers }, 'dry'), {
    body: file,
    tag: read,
  });
  return { file, tag, removesOthers, changes: data.changes };
}

function addressOf({ removesOthers }: Pick<Plan, 'removesOthers'>, run?: 'dry'): string {
  return `${path}?remove_others=${removesOthers}${run ? '&dry_run=true' : ''}`;
}

/** A file that is compared when it is chosen, and applied once its changes were seen. */
export function ImportFile() {
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
  const again = () => text !== undefined && compare(text, removesOthers);
  return (
    <div className={classes.lines}>
      <FileField
        label={t('configurationFile.file')}
        choose={t('configurationFile.choose')}
        none={t('configurationFile.none')}
        accept="application/json,.json"
        onFile={(file) => void take(file)}
      />
      <CheckField checked={removesOthers} onChecked={remove}>
        {t('configurationFile.removeOthers')}
      </CheckField>
      <div role="status" className={classes.lines} aria-busy={planning.isPending}>
        {isTooLarge && <Notice tone="problem">{t('configurationFile.tooLarge')}</Notice>}
        {planning.isPending && (
          <p className={classes.progress}>
            <progress aria-label={t('configurationFile.comparing')} /> {t('configurationFile.comparing')}
          </p>
        )}
        {planning.error && <ImportProblem error={planning.error} again={again} />}
        {planning.data && <Planned key={planning.submittedAt} planned={planning.data} again={again} />}
      </div>
    </div>
  );
}

/** Why a file cannot be applied: each place with its reason. */
function ImportProblem({ error, again }: { error: Error; again: () => void }) {
  const { t } = useTexts();
  if (error instanceof NoConfigurationFile) return <Notice tone="problem">{t('configurationFile.noFile')}</Notice>;
  const { details } = problemOf(error);
  const refusals = refusalsOf(details);
  const { parameter } = details;
  if (refusals.length === 0)
    return (
      <>
        <ProblemNotice problem={error} again={again} />
        {typeof parameter === 'string' && <Places places={[{ path: parameter, reason: '' }]} />}
      </>
    );
  return (
    <Notice tone="problem" title={t('configurationFile.refused', { count: refusals.length })}>
      <Places places={refusals.map((refusal) => ({ path: refusal.path, reason: reasonOf(refusal) }))} />
    </Notice>
  );
}

function Places({ places }: { places: readonly { path: string; reason: string }[] }) {
  return (
    <ul className={classes.places}>
      {places.map(({ path: place, reason }) => (
        <li key={place}>
          <code>{place}</code> {reason}
        </li>
      ))}
    </ul>
  );
}

function Planned({ planned, again }: { planned: Plan; again: () => void }) {
  const { t } = useTexts();
  const queries = useQueryClient();
  const [isAsked, setAsked] = useState(false);
  const [isDone, setDone] = useState(false);
  const { changes, file, tag } = planned;
  if (isDone) return <Applied changes={changes} />;
  if (changes.length === 0) return <Notice tone="done">{t('configurationFile.same')}</Notice>;
  const deleted = changes.filter(({ action }) => action === 'delete').length;
  return (
    <>
      <ChangesList changes={changes} />
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
            run: () => request('PUT', addressOf(planned), { body: file, tag }),
          }}
          onClose={() => setAsked(false)}
          onDone={() => {
            setAsked(false);
            setDone(true);
            void queries.invalidateQueries();
          }}
        />
      )}
    </>
  );
}

/** What was done, and what remains: a secret of each new client. */
function Applied({ changes }: { changes: readonly Change[] }) {
  const { t } = useTexts();
  const clients = changes.filter(({ needs_secret: needs }) => needs);
  return (
    <>
      <Notice tone="done">{t('configurationFile.done', { count: changes.length })}</Notice>
      {clients.length > 0 && (
        <Notice tone="warning" title={t('configurationFile.needSecret')}>
          <ul className={classes.places}>
            {clients.map(({ id }) => (
              <li key={id}>
                <Link to="/configuration/$kind/edit/$id" params={{ kind: 'clients', id }}>
                  {id}
                </Link>
              </li>
            ))}
          </ul>
        </Notice>
      )}
    </>
  );
}
