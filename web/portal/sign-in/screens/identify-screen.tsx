import { IconKey } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../../design/controls/button.tsx';
import { CheckField, TextField } from '../../../design/controls/text-field.tsx';
import { problemOf } from '../../api/request.ts';
import frame from '../../frame/page-frame.module.css';
import { ProblemNotice } from '../../frame/problem-notice.tsx';
import { useProblemText } from '../../frame/use-problem-text.ts';
import { usePasskey } from '../use-passkey.ts';
import { methodsFor, offers } from '../which-screen.ts';
import { methodIcons } from '../parts/method-icons.tsx';
import { ProviderButtons } from '../parts/provider-buttons.tsx';
import { Form, Head, startsWithName, WhyAsked } from '../parts/screen-parts.tsx';
import type { ScreenProps } from '../parts/screen-props.ts';
import classes from '../parts/screens.module.css';

/** The first screen: who it is, or a way that needs no name. The passkeys of this device are offered in the field. */
export function IdentifyScreen(props: ScreenProps) {
  const { flow, attempt } = props;
  const { t } = useTranslation();
  const asksName = startsWithName(props);
  const name = flow.client.name;
  return (
    <>
      <Head
        client={name}
        title={flow.required.max_age === null ? t('signIn.titleFor', { client: name }) : t('signIn.stepUpFor')}
      />
      <WhyAsked flow={flow} />
      <ProblemNotice problem={attempt.problem} />
      {asksName && <NameForm {...props} />}
      <OtherFirstWays {...props} isAlone={!asksName} />
      {!asksName && <Remember {...props} />}
    </>
  );
}

/** Before the button that it goes with, so that it is seen in time. */
function Remember({ remember, setRemember }: ScreenProps) {
  const { t } = useTranslation();
  return (
    <CheckField checked={remember} onChecked={setRemember}>
      {t('signIn.remember')}
    </CheckField>
  );
}

function NameForm(props: ScreenProps) {
  const { flow, step, attempt, goTo, prove } = props;
  const { t } = useTranslation();
  const text = useProblemText();
  const [name, setName] = useState(step.identifier);
  const [isMissing, setMissing] = useState(false);
  const passkey = usePasskey(props, { autofill: true });
  const submit = () => {
    const identifier = name.trim();
    setMissing(identifier === '');
    if (identifier === '') return;
    const [only, another] = methodsFor(flow, identifier).filter((method) => method !== 'passkey');
    const isSending = only === 'email' || only === 'sms' || only === 'whatsapp';
    goTo({
      identifier,
      method: another ? preferred(flow) : only,
      isChoosing: another !== undefined && !preferred(flow),
    });
    if (another === undefined && isSending) void prove(only, addressed(only, identifier));
  };
  const error = isMissing ? t('signIn.identifierMissing') : undefined;
  return (
    <Form onSubmit={submit}>
      <TextField
        label={labelOf(flow, t)}
        name="username"
        type="text"
        inputMode="email"
        autoComplete="username webauthn"
        autoCapitalize="none"
        autoCorrect="off"
        spellCheck={false}
        autoFocus
        required
        maxLength={320}
        value={name}
        onText={setName}
        error={passkey.problem === undefined ? error : text(problemOf(passkey.problem))}
      />
      <Remember {...props} />
      <Button type="submit" wide busy={attempt.busy}>
        {t('signIn.continue')}
      </Button>
    </Form>
  );
}

/** A password is the way that most people expect: its screen leads to the others. */
function preferred(flow: ScreenProps['flow']) {
  return offers(flow, 'password') ? ('password' as const) : undefined;
}

/** What a code by that channel is sent to. */
export function addressed(channel: 'email' | 'sms' | 'whatsapp', identifier: string) {
  // E.164 has no spaces, dashes or brackets, in which people write numbers.
  return channel === 'email' ? { email: identifier } : { phone_number: identifier.replaceAll(/[\s().-]/g, '') };
}

function labelOf(flow: ScreenProps['flow'], t: ReturnType<typeof useTranslation>['t']): string {
  if (offers(flow, 'password')) return t('signIn.identifier');
  return offers(flow, 'email') ? t('signIn.email') : t('signIn.phoneNumber');
}

const startTexts = { certificate: 'certificate.start', recovery_code: 'recovery.title' } as const;

function OtherFirstWays(props: ScreenProps & { isAlone: boolean }) {
  const { flow, attempt, goTo, isAlone } = props;
  const { t } = useTranslation();
  const passkey = usePasskey(props, { autofill: false });
  const hasPasskey = offers(flow, 'passkey') && passkey.isSupported;
  const named = (['certificate', 'recovery_code'] as const).filter((method) => offers(flow, method));
  if (!hasPasskey && flow.identity_providers.length === 0 && named.length === 0) return null;
  return (
    <div className={frame.stack}>
      {!isAlone && <div className={classes.or}>{t('signIn.or')}</div>}
      {hasPasskey && (
        <Button
          look={isAlone ? 'primary' : 'secondary'}
          wide
          busy={attempt.busy && isAlone}
          icon={<IconKey size={20} aria-hidden="true" />}
          onClick={() => void passkey.use()}
        >
          {t('signIn.withPasskey')}
        </Button>
      )}
      <ProviderButtons {...props} />
      {named.length > 0 && (
        <div className={classes.ways}>
          {named.map((method) => (
            <Button key={method} look="plain" icon={methodIcons[method]} onClick={() => goTo({ method })}>
              {t(startTexts[method])}
            </Button>
          ))}
        </div>
      )}
    </div>
  );
}
