import type { ProviderFault } from '../provider-fault.ts';

/** One notification to one installed app. */
export interface PushMessage {
  /** The app's push token, as the provider gave it to the app. */
  token: string;
  /** What the app gets: `content` as JSON on Android, keys beside `aps` on iOS (contract/mobile-authentication.md section 9). */
  content: Record<string, string>;
  /** Shown by the OS. */
  alert: string;
  /** Number on the app's icon; left out when undefined. */
  badge?: number;
  /** At most 64 bytes: a later push with the same id replaces the earlier one. */
  collapseId: string;
  /** Until when the provider may keep the push for a phone that is off. */
  expiresAt: Date;
  /** Our request id, for correlation only. APNs gets it as `apns-request-id` when it is a UUID; FCM has no place for it. */
  requestId?: string;
}

/** Google's service account file, as downloaded from the console. */
export interface ServiceAccount {
  type: 'service_account';
  project_id: string;
  private_key_id: string;
  /** PKCS#8 PEM. */
  private_key: string;
  client_email: string;
  token_uri: string;
}

/** Credentials of the push. Connections and provider tokens are kept by `configurationId` and credential. */
export type PushTarget =
  | {
      platform: 'ios';
      configurationId: string;
      teamId: string;
      keyId: string;
      /** Apple's `.p8` file. */
      privateKeyPem: string;
      bundleId: string;
      environment: 'production' | 'development';
    }
  | {
      platform: 'android';
      configurationId: string;
      serviceAccount: ServiceAccount;
      /** Base URL that overrides Google's and the installation's. */
      endpoint?: string;
    };

/**
 * `unregistered`: the token is dead for good, drop the enrolment.
 * `detail` is for logs: it never holds a token, a secret or personal data.
 */
export type PushResult =
  | { status: 'sent'; providerMessageId: string }
  | { status: 'unregistered'; detail: string }
  | { status: 'refused'; code: ProviderFault; detail: string; retryAfterMs?: number };

export interface PushSender {
  /**
   * Sends one push, once. Never throws for a fault of the provider, the network or the configuration: it is in the result.
   * @param options.timeoutMs milliseconds until the result is `refused` with `timeout`.
   */
  send(target: PushTarget, message: PushMessage, options: { timeoutMs: number }): Promise<PushResult>;
  /** Closes every kept connection. */
  close(): Promise<void>;
}
