/** The API between the shop's page and its server. */

/** Header with the customer of the tab. */
export const CUSTOMER_HEADER = 'x-northwind-customer';

export interface CustomerView {
  userId: string;
  name: string;
  phoneNumber: string;
}

export interface SessionView {
  customer: CustomerView | null;
  /** URL of the phone page of this demonstration. */
  phoneUrl: string;
}

export interface BillView {
  id: string;
  title: string;
  period: string;
  /** In cents. */
  amount: number;
  due: string;
  paidAt?: number;
}

/** Whether the customer's phones can be asked, or why not. `paused`: the customer reported a request as not theirs. */
export type AskingState = 'ready' | 'no_phone' | 'approvals_off' | 'notifications_off' | 'paused';

export interface PhoneView {
  deviceId: string;
  name: string;
  platform: string;
  appName: string;
}

/** A phone that can be asked now. */
export interface AskablePhoneView extends PhoneView {
  /** The methods that are available on this phone. */
  methods: PhoneMethod[];
}

/** A connected phone of the customer, including one that cannot be asked now. */
export interface DeviceView extends PhoneView {
  /** Epoch ms. */
  connectedAt: number;
  /** Epoch ms. */
  lastUsedAt: number;
  /** Whether it can approve payments. */
  approves: boolean;
  /** Whether it gets notifications. */
  isNotified: boolean;
}

export interface DevicesView {
  devices: DeviceView[];
  asking: AskingState;
}

export interface AccountView {
  bills: BillView[];
  /** Latest first. */
  payments: PaymentView[];
}

export interface PhonesView {
  phones: AskablePhoneView[];
  asking: AskingState;
}

export interface EnrollmentCodeView {
  code: string;
  /** Opens the phone page with the code filled in. */
  link: string;
}

/** Methods that push a request to a phone. */
export type PhoneMethod = 'push' | 'express' | 'pin' | 'fingerprint' | 'code';

export type PaymentMethod = PhoneMethod | 'qr' | 'sms';

/** A request for the user who scans it. */
export interface OtpView {
  /** Picture, as a data URI. */
  qr: string;
  /** Opens the app on this device. */
  link?: string;
}

export type PaymentState = 'waiting' | 'paid' | 'refused' | 'reported' | 'expired' | 'cancelled' | 'locked' | 'failed';

export interface SignedApproval {
  /** The text that the phone showed and its key signed. */
  displayed: { message?: string; secure_message?: string; signing_data?: string; context?: unknown };
  decision: string;
  verified: boolean;
  /** The failed check, when not verified. */
  problem?: string;
  algorithm?: string;
  /** The compact JWS. */
  jws: string;
}

export interface PaymentView {
  id: string;
  bill: BillView;
  requested: PaymentMethod;
  /** The method in use: a push may have fallen back to a text message. */
  asked: 'push' | 'sms' | 'otp';
  /** Six digits that the customer types into the phone. */
  verificationCode?: string;
  otp?: OtpView;
  state: PaymentState;
  message: string;
  secureMessage?: string;
  phone?: { name: string; platform: string };
  /** The last digits only. */
  sentTo?: string;
  startedAt: number;
  /** Epoch ms on the shop's clock. */
  expiresAt: number;
  timeToLive: number;
  /** Number of wrong codes, of `codeTries` allowed ones. */
  wrongCodes: number;
  codeTries: number;
  resends: number;
  transactionId: string;
  callbackAt?: number;
  approval?: SignedApproval;
  /** The reason of a permanent failure. */
  reason?: { reason: string; description: string };
}

export interface ProblemView {
  problem: string;
  message: string;
}

/** Whether a code or a resend was accepted. */
export type OutcomeView = { accepted: true } | ({ accepted: false } & ProblemView);
