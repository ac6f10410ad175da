import type { AuthMethod } from '../../api/flow.ts';
import { CertificateScreen } from './certificate-screen.tsx';
import { AuthenticatorAppScreen, RecoveryCodeScreen } from './own-code-screens.tsx';
import { PasskeyScreen } from './passkey-screen.tsx';
import { PasswordScreen } from './password-screen.tsx';
import type { ScreenProps } from '../parts/screen-props.ts';
import { ProviderScreen } from './provider-screen.tsx';
import { AskPhoneScreen, SendCodeScreen } from './send-screens.tsx';

/** The screen on which a method begins. A new method is a line here. */
export function MethodScreen({ method, ...props }: ScreenProps & { method: AuthMethod }) {
  switch (method) {
    case 'password':
      return <PasswordScreen {...props} />;
    case 'email':
    case 'sms':
    case 'whatsapp':
      return <SendCodeScreen {...props} channel={method} />;
    case 'countersign':
      return <AskPhoneScreen {...props} />;
    case 'passkey':
      return <PasskeyScreen {...props} />;
    case 'authenticator_app':
      return <AuthenticatorAppScreen {...props} />;
    case 'recovery_code':
      return <RecoveryCodeScreen {...props} />;
    case 'certificate':
      return <CertificateScreen {...props} />;
    case 'sso':
      return <ProviderScreen {...props} />;
    case 'action_token':
      return null;
  }
}
