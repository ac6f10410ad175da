import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../design/controls/button.tsx';
import { ScreenHeading } from '../../design/feedback/screen-heading.tsx';
import { problemOf } from '../api/request.ts';
import { signIn } from '../api/session.ts';
import { describeToken, type DescribedToken } from '../api/token.ts';
import frame from '../frame/page-frame.module.css';
import { LoadingFrame, PageFrame } from '../frame/page-frame.tsx';
import { ProblemNotice } from '../frame/problem-notice.tsx';
import { NewLink } from './new-link.tsx';
import { TokenForm } from './token-form.tsx';
import { linkedToken, type LinkedToken } from './token-of-address.ts';
import { useToken } from './use-token.ts';

/** Where the link of an action token leads. It shows what will happen; only a press uses the token, so that programs that open links do not. */
export function TokenPage() {
  return linkedToken ? <LinkedTokenPage linked={linkedToken} /> : <TokenEnded how="gone" />;
}

/** Refusals after which the token is of no use. */
const endings: Readonly<Record<string, Ending>> = {
  action_token_invalid: 'invalid',
  action_token_feature_off: 'invalid',
  action_failed: 'failed',
};

function LinkedTokenPage({ linked }: { linked: LinkedToken }) {
  const { t } = useTranslation();
  const { described, problem, retry } = useDescription(linked.token);
  const using = useToken(linked, described);
  const { use } = using;
  const actsAtOnce = described?.at_once === true && !described.code_required;
  useEffect(() => {
    if (actsAtOnce) void use(undefined);
  }, [actsAtOnce, use]);
  const ending = endings[problemOf(problem ?? using.problem).code];
  if (using.done) return <TokenEnded how="done" />;
  if (ending) return <TokenEnded how={ending} />;
  if (problem !== undefined)
    return (
      <PageFrame>
        <div className={frame.stack}>
          <ScreenHeading title={t('problem.title')}>{t('problem.title')}</ScreenHeading>
          <ProblemNotice problem={problem} />
          <Button wide onClick={retry}>
            {t('problem.retry')}
          </Button>
        </div>
      </PageFrame>
    );
  if (!described) return <LoadingFrame />;
  return (
    <PageFrame>
      <TokenForm described={described} busy={using.busy} problem={using.problem} onUse={(code) => void use(code)} />
    </PageFrame>
  );
}

/** What the token will do; asked again after `retry`. */
function useDescription(token: string) {
  const [described, setDescribed] = useState<DescribedToken>();
  const [problem, setProblem] = useState<unknown>();
  const [tries, setTries] = useState(0);
  useEffect(() => {
    const left = new AbortController();
    setProblem(undefined);
    describeToken(token, left.signal).then(setDescribed, (error: unknown) => {
      if (!left.signal.aborted) setProblem(error);
    });
    return () => left.abort();
  }, [token, tries]);
  return { described, problem, retry: () => setTries((count) => count + 1) };
}

type Ending = 'gone' | 'invalid' | 'failed' | 'done';

/** The token is used or cannot be: how it stands, and the way to sign in. */
function TokenEnded({ how }: { how: Ending }) {
  const { t } = useTranslation();
  const title = t(`token.${how}Title`);
  return (
    <PageFrame>
      <div className={frame.head}>
        <ScreenHeading title={title}>{title}</ScreenHeading>
        <p className="quiet">{t(`token.${how}Text`)}</p>
      </div>
      <div className={frame.stack}>
        {how === 'invalid' && <NewLink />}
        <Button wide onClick={signIn}>
          {t('account.signIn')}
        </Button>
      </div>
    </PageFrame>
  );
}
