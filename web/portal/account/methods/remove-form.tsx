import type { TFunction } from 'i18next';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../../design/controls/button.tsx';
import { PasswordField, TextField } from '../../../design/controls/text-field.tsx';
import { askRemoval, proveRemoval, reportLost, type RemovalProof, type SignInMethod } from '../../api/methods.ts';
import { Problem, problemOf } from '../../api/request.ts';
import { ProblemNotice } from '../../frame/problem-notice.tsx';
import { useProblemText } from '../../frame/use-problem-text.ts';
import { InlineForm } from './inline-form.tsx';
import { useAccountAttempt } from '../use-account-attempt.ts';

interface RemoveFormProps {
  method: SignInMethod;
  name: string;
  /** @param text what was done, in words; undefined: nothing. */
  onDone: (text?: string) => void;
}

/** Removes a method by a proof of it, so that a session alone takes nothing away. */
export function RemoveForm({ method, name, onDone }: RemoveFormProps) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState('');
  const { busy, problem, attempt } = useAccountAttempt();
  const [sentTo, setSentTo] = useState<string>();
  const isContact = method.type === 'email' || method.type === 'phone';
  const kind = kindOf(method);
  const isTyped = (kind === 'password' || kind === 'code') && !(isContact && sentTo === undefined);
  const remove = async () => {
    if (isContact && kind === 'code' && sentTo === undefined)
      return void attempt(async () => setSentTo(await sendRemovalCode(method.id)));
    if (isTyped && typed === '') return;
    const isDone = await attempt(() =>
      isContact && kind === 'code' ? proveRemoval(method.id, { code: typed.trim() }) : prove(method.id, typed),
    );
    if (isDone) onDone(t('account.removed', { name }));
  };
  const lose = async () => {
    if (await attempt(() => reportLost(method.id))) onDone(t('account.lostDone', { name }));
  };
  return (
    <InlineForm
      busy={busy}
      submit={isContact && !isTyped && kind === 'code' ? t('code.send') : t('account.remove')}
      isDanger
      leave={t('account.keep')}
      onSubmit={() => void remove()}
      onLeave={() => onDone()}
      more={
        kind !== 'none' && (
          <Button look="plain" disabled={busy} onClick={() => void lose()}>
            {t('account.lost')}
          </Button>
        )
      }
    >
      <p>
        <strong>{t('account.removeTitle', { name })}</strong>
      </p>
      <p className="quiet note">{textOf(t, { kind, isContact, sentTo })}</p>
      {isTyped && (
        <ProofField kind={isContact ? 'sent' : kind} typed={typed} onTyped={setTyped} problem={proofProblem(problem)} />
      )}
      {!isTyped && <ProblemNotice problem={proofProblem(problem)} />}
    </InlineForm>
  );
}

/** What is asked for before a method goes. */
function textOf(
  t: TFunction,
  { kind, isContact, sentTo }: { kind: ReturnType<typeof kindOf>; isContact: boolean; sentTo: string | undefined },
): string {
  if (kind === 'passkey') return t('account.removeByPasskey');
  if (!isContact || kind === 'none') return t('account.removeText');
  return sentTo === undefined ? t('account.removeByMessage') : t('account.removeSent', { destination: sentTo });
}

async function sendRemovalCode(id: string): Promise<string> {
  const challenge = await askRemoval(id);
  return 'destination' in challenge ? (challenge.destination ?? '') : '';
}

/** Digits of a code that is sent. */
const sentDigits = 6;

interface ProofFieldProps {
  kind: 'password' | 'code' | 'sent';
  typed: string;
  onTyped: (text: string) => void;
  problem: Problem | undefined;
}

function ProofField({ kind, typed, onTyped, problem }: ProofFieldProps) {
  const { t } = useTranslation();
  const text = useProblemText();
  const field = { value: typed, onText: onTyped, autoFocus: true, required: true, error: problem && text(problem) };
  const label = kind === 'sent' ? t('code.label', { count: sentDigits }) : t('account.removeByCode');
  if (kind !== 'password') return <TextField {...field} label={label} autoComplete="one-time-code" maxLength={64} />;
  return (
    <PasswordField
      {...field}
      label={t('account.removeByPassword')}
      autoComplete="current-password"
      show={t('password.show')}
      hide={t('password.hide')}
      maxLength={256}
    />
  );
}

/** The API has one code for all that prove nothing; not all of them are codes. */
function proofProblem(thrown: unknown): Problem | undefined {
  if (thrown === undefined) return undefined;
  const problem = problemOf(thrown);
  return problem.code === 'code_wrong' ? new Problem('proof_wrong') : problem;
}

function kindOf({ type, status }: SignInMethod): 'none' | 'passkey' | 'password' | 'code' {
  if (status === 'pending' || type === 'identity' || type === 'certificate') return 'none';
  return type === 'passkey' || type === 'password' ? type : 'code';
}

/** What the server asks for decides, whatever the page has asked for. */
async function prove(id: string, typed: string): Promise<void> {
  const challenge = await askRemoval(id);
  const proof = async (): Promise<RemovalProof> => {
    switch (challenge.type) {
      case 'passkey': {
        const { startAuthentication } = await import('@simplewebauthn/browser');
        const optionsJSON = challenge.public_key;
        return { assertion: await startAuthentication({ optionsJSON }).catch(explain) };
      }
      case 'password':
        return { password: typed };
      case 'code':
        return { code: typed.trim() };
      case 'none':
        return {};
    }
  };
  await proveRemoval(id, await proof());
}

function explain(error: unknown): never {
  throw new Problem('passkey_cancelled', undefined, error);
}
