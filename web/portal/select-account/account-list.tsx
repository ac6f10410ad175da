import { IconUser, IconUserMinus, IconUserPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../design/controls/button.tsx';
import { ChoiceList } from '../../design/controls/choice-list.tsx';
import { ScreenHeading } from '../../design/feedback/screen-heading.tsx';
import { useAttempt } from '../../design/feedback/use-attempt.ts';
import { chooseAccount, forgetAccount, type AccountChoice, type BrowserAccount } from '../api/accounts.ts';
import { leaveFor } from '../frame/leave-for.ts';
import frame from '../frame/page-frame.module.css';
import { ProblemNotice } from '../frame/problem-notice.tsx';

interface AccountListProps {
  interaction: string;
  choice: AccountChoice;
  onChanged: (choice: AccountChoice) => void;
}

const another = 'another';

/** The accounts to go on with; or, where the person wants that, to take off this browser. */
export function AccountList({ interaction, choice, onChanged }: AccountListProps) {
  const { t } = useTranslation();
  const [isForgetting, setForgetting] = useState(false);
  const { attempt, busy, problem, forget } = useAttempt();
  const { client, accounts } = choice;
  const goOn = (id: string) =>
    void attempt(async () => {
      await leaveFor((await chooseAccount(interaction, id === another ? null : id)).redirect_to);
    });
  const remove = (id: string) => void attempt(async () => onChanged(await forgetAccount(interaction, id)));
  const turn = (next: boolean) => {
    forget();
    setForgetting(next);
  };
  const title = isForgetting ? t('accounts.forgetTitle') : t('accounts.title');
  const rows = accounts.map((account) => rowOf(account, isForgetting, t('accounts.signedOut')));
  const other = { id: another, icon: <IconUserPlus size={20} />, name: t('accounts.another') };
  return (
    <>
      <div className={frame.head}>
        <ScreenHeading key={title} title={`${title} · ${client.name}`}>
          {title}
        </ScreenHeading>
        <p className="quiet">
          {isForgetting ? t('accounts.forgetIntro') : t('accounts.intro', { client: client.name })}
        </p>
      </div>
      <ProblemNotice problem={problem} />
      {isForgetting && accounts.length === 0 && <p role="status">{t('accounts.none')}</p>}
      <ChoiceList
        label={title}
        choices={isForgetting ? rows : [...rows, other]}
        busy={busy}
        onChoose={isForgetting ? remove : goOn}
      />
      {(isForgetting || accounts.length > 0) && (
        <Button look="plain" disabled={busy} onClick={() => turn(!isForgetting)}>
          {isForgetting ? t('accounts.keep') : t('accounts.forget')}
        </Button>
      )}
    </>
  );
}

function rowOf(
  { account_id: id, name, display, signed_in: isSignedIn }: BrowserAccount,
  isForgetting: boolean,
  signedOut: string,
) {
  const icon = isForgetting ? <IconUserMinus size={20} /> : <IconUser size={20} />;
  const detail = [name === null ? '' : display, isSignedIn ? '' : signedOut].filter(Boolean).join(' · ');
  return { id, icon, name: name ?? display, detail: detail || undefined };
}
