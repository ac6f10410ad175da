import { useTranslation } from 'react-i18next';
import { Button } from '../../../design/controls/button.tsx';
import { Head, SigningInAs } from '../parts/screen-parts.tsx';
import type { ScreenProps } from '../parts/screen-props.ts';

/** What the site asks for cannot be proven by any method that this account has. */
export function NoWayScreen(props: ScreenProps) {
  const { t } = useTranslation();
  const client = props.flow.client.name;
  return (
    <>
      <Head client={client} title={t('signIn.noWay')}>
        <p>{t('signIn.noWayText', { client })}</p>
      </Head>
      <SigningInAs {...props} />
      <Button look="secondary" wide onClick={props.onRestart}>
        {t('ended.startAgain')}
      </Button>
    </>
  );
}
