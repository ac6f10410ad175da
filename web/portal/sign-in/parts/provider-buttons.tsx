import { useTranslation } from 'react-i18next';
import { Button } from '../../../design/controls/button.tsx';
import { authenticate } from '../../api/flow.ts';
import { leaveFor } from '../../frame/leave-for.ts';
import { ProviderLogo } from '../../frame/provider-logo.tsx';
import type { ScreenProps } from './screen-props.ts';
import classes from './screens.module.css';

/** More than these stand side by side, so that what is below them stays in view. */
const inOneColumn = 2;

/** A button for each identity provider; it leads there, and the provider back to the sign-in page. */
export function ProviderButtons({ flow, attempt, take }: Pick<ScreenProps, 'flow' | 'attempt' | 'take'>) {
  const { t } = useTranslation();
  const providers = flow.identity_providers;
  if (providers.length === 0) return null;
  const go = (provider: string) =>
    take(async ({ session_id }) => {
      const sent = await authenticate(session_id, 'sso', { provider });
      return sent.redirect_to ? leaveFor(sent.redirect_to) : sent;
    });
  const isNarrow = providers.length > inOneColumn;
  return (
    <div className={isNarrow ? `${classes.providers} ${classes.sideBySide}` : classes.providers}>
      {providers.map(({ id, name, logo_uri: logo }) => (
        <Button
          key={id}
          look="secondary"
          wide
          disabled={attempt.busy}
          icon={<ProviderLogo logo={logo} />}
          aria-label={t('signIn.withProvider', { provider: name })}
          onClick={() => void go(id)}
        >
          {isNarrow ? name : t('signIn.withProvider', { provider: name })}
        </Button>
      ))}
    </div>
  );
}
