/** The gateway for text messages with its credentials. */
export type SmsGatewaySettings = TwilioGateway | HttpGateway;

export interface TwilioGateway {
  kind: 'twilio';
  accountSid: string;
  authToken: string;
  fromNumber: string;
  /** Overrides Twilio's endpoint. */
  url?: string | undefined;
}

/** Any service that takes a text message as an HTTPS POST of JSON. */
export interface HttpGateway {
  kind: 'http';
  /** `https:`, without credentials in it. */
  url: string;
  /** JSON with placeholders in its texts: see `renderGatewayTemplate`. */
  template: string;
  /** Further headers, such as an API key. */
  headers: Readonly<Record<string, string>>;
  /** Standard Webhooks secrets that sign each request, one signature for each: two during a rotation. */
  signingSecrets: readonly string[];
  /** Sender that is tried last. Without one the gateway decides. */
  sender?: string | undefined;
}

/** The current gateway; undefined = none is configured. */
export type SmsGatewaySource = () => Promise<SmsGatewaySettings | undefined>;
