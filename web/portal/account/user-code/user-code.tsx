import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../../design/controls/button.tsx';
import { PasswordField } from '../../../design/controls/text-field.tsx';
import { Notice } from '../../../design/feedback/notice.tsx';
import { readUserCode, removeUserCode, setUserCode } from '../../api/user-code.ts';
import { problemOf } from '../../api/request.ts';
import frame from '../../frame/page-frame.module.css';
import { ProblemNotice } from '../../frame/problem-notice.tsx';
import { useProblemText } from '../../frame/use-problem-text.ts';
import { InlineForm } from '../methods/inline-form.tsx';
import classes from '../methods/method-list.module.css';
import { useAccountAttempt } from '../use-account-attempt.ts';
import { useLoaded } from '../use-loaded.ts';

/** The code that a person tells a site which sends requests to their phone without a page. @param hasPhone whether they have a phone with the app. */
export function UserCode({ hasPhone }: { hasPhone: boolean }) {
  const { t } = useTranslation();
  const { loaded: isSet, problem, reload } = useLoaded(readUserCode);
  const [isOpen, setOpen] = useState(false);
  const [done, setDone] = useState<string>();
  const { busy, problem: refusal, attempt } = useAccountAttempt();
  const heading = useRef<HTMLHeadingElement>(null);
  const finish = (text?: string) => {
    setOpen(false);
    setDone(text);
    // The button that was pressed is gone.
    heading.current?.focus();
    if (text !== undefined) reload();
  };
  const remove = async () => {
    setDone(undefined);
    if (await attempt(removeUserCode)) finish(t('userCode.removed'));
  };
  // Who has neither is asked for no code.
  if (isSet === undefined ? problem === undefined || !hasPhone : !isSet && !hasPhone && done === undefined) return null;
  return (
    <section className={frame.stack} aria-labelledby="user-code">
      <div className={frame.head}>
        <h2 id="user-code" ref={heading} tabIndex={-1}>
          {t('userCode.title')}
        </h2>
        <p className="quiet note">{t('userCode.text')}</p>
        <p className="quiet note">{isSet ? t('userCode.set') : t('userCode.none')}</p>
      </div>
      {done !== undefined && <Notice tone="done">{done}</Notice>}
      <ProblemNotice problem={refusal ?? problem} />
      {isOpen && <CodeForm isFirst={!isSet} onDone={finish} />}
      {!isOpen && (
        <div className={classes.actions}>
          <Button look="secondary" disabled={busy} onClick={() => setOpen(true)}>
            {isSet ? t('userCode.change') : t('userCode.choose')}
          </Button>
          {isSet && (
            <Button look="plain" busy={busy} onClick={() => void remove()}>
              {t('userCode.remove')}
            </Button>
          )}
        </div>
      )}
    </section>
  );
}

const [shortest, longest] = [4, 32];

interface CodeFormProps {
  isFirst: boolean;
  /** @param text what was done, in words; undefined: nothing. */
  onDone: (text?: string) => void;
}

function CodeForm({ isFirst, onDone }: CodeFormProps) {
  const { t } = useTranslation();
  const text = useProblemText();
  const [typed, setTyped] = useState('');
  const [isRefused, setRefused] = useState(false);
  const { busy, problem, attempt } = useAccountAttempt();
  const save = async () => {
    const length = [...typed.trim()].length;
    setRefused(length < shortest || length > longest);
    if (length < shortest || length > longest) return;
    if (await attempt(() => setUserCode(typed))) onDone(isFirst ? t('userCode.chosen') : t('userCode.changed'));
  };
  const error = problem === undefined ? undefined : text(problemOf(problem));
  return (
    <InlineForm
      busy={busy}
      submit={t('account.save')}
      leave={t('account.cancel')}
      onSubmit={() => void save()}
      onLeave={() => onDone()}
    >
      <PasswordField
        label={t('userCode.label')}
        hint={t('userCode.hint')}
        value={typed}
        onText={setTyped}
        autoComplete="off"
        autoFocus
        required
        error={isRefused ? t('userCode.refused') : error}
        show={t('password.show')}
        hide={t('password.hide')}
      />
    </InlineForm>
  );
}
