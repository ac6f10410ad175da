/** What the shop's own server and its page say to each other (types only). */

export interface CustomerView {
  userId: string;
  name: string;
  phoneNumber: string;
}

export interface SessionView {
  customer: CustomerView | null;
  /** Where the phone of this demonstration lives. */
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

export interface PhoneView {
  deviceId: string;
  name: string;
  platform: string;
  appName: string;
}

/** A phone on which the customer is connected, also one that cannot be asked at the moment. */
export interface DeviceView extends PhoneView {
  /** Epoch ms. */
  connectedAt: number;
  /** Epoch ms. */
  lastUsedAt: number;
  /** It can approve payments. */
  approves: boolean;
  /** Questions reach it by notification. */
  isNotified: boolean;
}

export interface DevicesView {
  devices: DeviceView[];
}

export interface AccountView {
  bills: BillView[];
  /** Latest first. */
  payments: PaymentView[];
}

export interface PhonesView {
  phones: PhoneView[];
}

export interface EnrollmentCodeView {
  code: string;
  /** Opens the phone page with the code filled in. */
  link: string;
}

export type PaymentMethod = 'push' | 'express' | 'pin' | 'code' | 'qr' | 'sms';

/** A question for whoever scans it. */
export interface OtpView {
  /** Picture, as a data URI. */
  qr: string;
  /** Opens the app on this device. */
  link?: string;
}

export type PaymentState = 'waiting' | 'paid' | 'refused' | 'reported' | 'expired' | 'cancelled' | 'locked' | 'failed';

export interface SignedApproval {
  /** Exactly the text the phone showed and its key signed. */
  displayed: { message?: string; secure_message?: string; signing_data?: string; context?: unknown };
  decision: string;
  verified: boolean;
  /** What did not hold, when not verified. */
  problem?: string;
  algorithm?: string;
  /** The compact JWS itself. */
  jws: string;
}

export interface PaymentView {
  id: string;
  bill: BillView;
  requested: PaymentMethod;
  /** How the person is really asked: a push may have fallen back to a text message. */
  asked: 'push' | 'sms' | 'otp';
  /** Six digits that the customer types into the phone. */
  verificationCode?: string;
  otp?: OtpView;
  state: PaymentState;
  message: string;
  secureMessage?: string;
  phone?: { name: string; platform: string };
  /** Last digits only. */
  sentTo?: string;
  startedAt: number;
  /** Epoch ms, by the shop's clock. */
  expiresAt: number;
  timeToLive: number;
  /** Codes that were typed and were not right, of `codeTries` that may be. */
  wrongCodes: number;
  codeTries: number;
  resends: number;
  transactionId: string;
  callbackAt?: number;
  approval?: SignedApproval;
  /** The reason given when it failed for good. */
  reason?: { reason: string; description: string };
}

export interface ProblemView {
  problem: string;
  message: string;
}

/** Whether a code or the wish for another one was accepted. */
export type OutcomeView = { accepted: true } | ({ accepted: false } & ProblemView);
