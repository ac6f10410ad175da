/** What the page asks its server (`GET /config.json`) before it starts. */
export interface PhoneConfig {
  /** Origin of the Countersign server, as it calls itself. */
  countersignUrl: string;
  /** Origin of the sandbox that stands in for push and text messages. */
  sandboxUrl: string;
  /** The application and version that this page registers as. */
  application: string;
  version: string;
}
