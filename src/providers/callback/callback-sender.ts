/** One attempt to tell a website that a transaction ended. */
export interface CallbackRequest {
  /** `http:` or `https:`, without credentials in it. */
  url: string;
  /** JSON, sent as it is: the signature is over these bytes. */
  body: string;
  /** The body is a form instead. */
  isForm?: boolean;
  /** Stable over retries. */
  webhookId: string;
  /** Time of this attempt, part of what is signed. */
  timestamp: Date;
  /** A token of the other side. */
  bearer?: string;
  basic?: { username: string; password: string };
  /** `whsec_<base64>` as Standard Webhooks writes it, else the bytes of the text. Absent: not signed. */
  signingSecret?: string;
}

/** `detail` is for logs: it never holds the URL's query, a secret or the other side's text. */
export type CallbackResult =
  | { status: 'delivered'; httpStatus: number }
  | { status: 'failed'; httpStatus?: number; detail: string; retryable: boolean };

export interface CallbackSender {
  /** Milliseconds that a site has for its answer: 10 000 and the extra wait. */
  readonly timeoutMs: number;
  /** Posts once, within that time, following no redirect. Never throws for a fault of the other side: it is in the result. */
  send(request: CallbackRequest): Promise<CallbackResult>;
  close(): Promise<void>;
}
