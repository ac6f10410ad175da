import { useTranslation } from 'react-i18next';
import { Button } from '../../../design/controls/button.tsx';
import { authenticate } from '../../api/flow.ts';
import { leaveFor } from '../../frame/leave-for.ts';
import { ProviderLogo } from '../../frame/provider-logo.tsx';
import type { ScreenProps } from './screen-props.ts';

/** A button for each identity provider; it leads there, and the provider back to the sign-in page. */
export function ProviderButtons({ flow, attempt, take }: Pick<ScreenProps, 'flow' | 'attempt' | 'take'>) {
  const { t } = useTranslation();
  const go = (provider: string) =>
    take(async ({ session_id }) => {
      const sent = await authenticate(session_id, 'sso', { provider });
      return sent.redirect_to ? leaveFor(sent.redirect_to) : sent;
    });
  return flow.identity_providers.map(({ id, name, logo_uri: logo }) => (
    <Button
      key={id}
      look="secondary"
      wide
      disabled={attempt.busy}
      icon={<ProviderLogo logo={logo} />}
      onClick={() => void go(id)}
    >
      {t('signIn.withProvider', { provider: name })}
    </Button>
  ));
}
