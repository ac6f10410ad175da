import { type CountersignRequest, repeatUntilAnswered, WAIT_SECONDS } from './countersign-client.ts';

const BASE = '/oauth/api/v4/authenticate';

export interface EnrolledApp {
  app_id: string;
  app_name: string;
  device_id: string;
  device_name: string;
  platform: string;
}

export interface AvailableType {
  type: string;
  method: string;
  apps_enrolled_for_push?: EnrolledApp[];
}

export interface InitialiseRequest {
  type: string;
  /** Absent for a transaction that any phone may scan. */
  userId?: string;
  deviceId?: string;
  callbackUri?: string;
  message: string;
  secureMessage?: string;
  phoneNumber?: string;
  userAgent?: string;
  ipAddress?: string;
}

export interface InitialiseAnswer {
  transaction_id: string;
  auth_method: string;
  /** Milliseconds. */
  time_to_live: number;
  device?: { name: string; platform: string };
  verification_code?: string;
  otp_qr?: string;
  app_link?: string;
}

export interface TransactionResult {
  transaction_id: string;
  user_id?: string;
  is_authenticated: boolean;
  status?: string;
  authentication_method?: string;
  /** Base64 of a compact JWS over the canonical JSON of the displayed content and the decision. */
  signature?: string;
  /** PEM. */
  user_public_key?: string;
  not_authenticated_reason?: { reason: string; description: string };
}

export type MobileAuthentication = ReturnType<typeof createMobileAuthentication>;

/** The website API (version 4) for a relying party. */
export function createMobileAuthentication(request: CountersignRequest) {
  const ofUser = (userId: string) => `${BASE}/user/${encodeURIComponent(userId)}`;
  const transaction = (id: string) => `${BASE}/transaction/${encodeURIComponent(id)}`;

  return {
    async available(userId: string): Promise<AvailableType[]> {
      const path = `${ofUser(userId)}/enabled`;
      const answer = await repeatUntilAnswered(() => request<{ enabled: AvailableType[] }>(path));
      return answer.enabled;
    },

    /** Initialises a transaction. With the same `key` a repetition after a lost answer is the same request. */
    initialise(key: string, input: InitialiseRequest): Promise<InitialiseAnswer> {
      const form = {
        type: input.type,
        ...(input.userId ? { user_id: input.userId } : { otp_qr: 'true' }),
        ...(input.deviceId && { device_id: input.deviceId }),
        ...(input.callbackUri && { callback_uri: input.callbackUri }),
        message: input.message,
        ...(input.secureMessage && { secure_message: input.secureMessage }),
        ...(input.phoneNumber && { phone_number: input.phoneNumber }),
        ...(input.userAgent && { user_agent: input.userAgent }),
        ...(input.ipAddress && { ip_address: input.ipAddress }),
      };
      return repeatUntilAnswered(() => request(`${BASE}/user`, { form, headers: { 'idempotency-key': key } }));
    },

    /** The result, still pending after a long poll without an outcome. */
    result(transactionId: string): Promise<TransactionResult> {
      return request(`${transaction(transactionId)}?wait=${WAIT_SECONDS}`, { timeoutMs: (WAIT_SECONDS + 10) * 1000 });
    },

    async cancel(transactionId: string): Promise<void> {
      await request(transaction(transactionId), { method: 'DELETE' });
    },

    async verifySms(userId: string, transactionId: string, code: string): Promise<void> {
      await request(`${ofUser(userId)}/sms`, { form: { transaction_id: transactionId, sms_code: code } });
    },

    async resendSms(userId: string, transactionId: string, key: string): Promise<void> {
      const form = { transaction_id: transactionId };
      await request(`${ofUser(userId)}/sms/resend`, { form, headers: { 'idempotency-key': key } });
    },
  };
}
