import { createTrust } from '../../../src/providers/connection/trust.ts';
import type { ProviderSettings } from '../../../src/providers/provider-settings.ts';
import type { PushMessage } from '../../../src/providers/push/push-sender.ts';
import type { AndroidTarget } from '../../../src/providers/push/fcm.ts';
import type { IosTarget } from '../../../src/providers/push/apns.ts';
import { defaultGatewayTemplate } from '../../../src/domain/configuration/sms-gateway/gateway-template.ts';
import type { SmtpSettings } from '../../../src/providers/email/smtp-settings.ts';
import type { HttpGateway, SmsGatewaySource, TwilioGateway } from '../../../src/providers/sms/sms-gateway-settings.ts';
import type { Sandbox } from '../../../sandbox/start-sandbox.ts';

export const bundleId = 'test.countersign.bank';

/** Settings with the sandbox as every provider. */
export function sandboxSettings(sandbox: Sandbox): ProviderSettings {
  return {
    trust: createTrust(sandbox.caPem),
    apnsProductionUrl: sandbox.apnsUrl,
    apnsDevelopmentUrl: sandbox.apnsUrl,
    fcmUrl: sandbox.httpsUrl,
    callbackPrivateAddresses: 'allowed',
  };
}

/** The sandbox's Twilio. */
export function sandboxTwilio(
  { httpsUrl: url, credentials }: Sandbox,
  change: Partial<TwilioGateway> = {},
): SmsGatewaySource {
  const { account_sid: accountSid, auth_token: authToken, from_number: fromNumber } = credentials.twilio;
  return async () => ({ kind: 'twilio', url, accountSid, authToken, fromNumber, ...change });
}

/** The sandbox's HTTP gateway. */
export function sandboxGateway({ httpsUrl, credentials }: Sandbox): HttpGateway {
  return {
    kind: 'http',
    url: `${httpsUrl}/sms-gateway/messages`,
    template: defaultGatewayTemplate,
    headers: {},
    signingSecrets: [credentials.sms_gateway.signing_secret],
  };
}

/** The sandbox's mail server. */
export function sandboxSmtp({ credentials: { smtp } }: Sandbox): SmtpSettings {
  return {
    host: smtp.host,
    port: smtp.starttls_port,
    security: 'starttls',
    credentials: { username: smtp.username, password: smtp.password },
    from: { address: 'no-reply@shop.example', name: 'Shop, the one & only' },
    isGuarded: false,
  };
}

export function androidTarget(sandbox: Sandbox, configurationId = 'android-1'): AndroidTarget {
  return { platform: 'android', configurationId, serviceAccount: { ...sandbox.credentials.fcm_service_account } };
}

export function iosTarget(sandbox: Sandbox, configurationId = 'ios-1'): IosTarget {
  const { team_id: teamId, key_id: keyId, p8: privateKeyPem } = sandbox.credentials.apns;
  return { platform: 'ios', configurationId, teamId, keyId, privateKeyPem, bundleId, environment: 'production' };
}

export function pushTo(token: string, change: Partial<PushMessage> = {}): PushMessage {
  return {
    token,
    content: { og_transaction_id: 'b7c1', og_message: 'Pay € 10 to Shop?', og_profile_id: 'p1' },
    alert: 'Pay € 10 to Shop?',
    collapseId: 'b7c1',
    expiresAt: new Date(Date.now() + 60_000),
    ...change,
  };
}
