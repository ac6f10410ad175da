/** The configuration that the page loads from its server (`GET /config.json`). */
export interface PhoneConfig {
  /** Public origin of the Countersign server. */
  countersignUrl: string;
  /** Origin of the sandbox, which simulates push and text messages. */
  sandboxUrl: string;
  /** The application and version as which this page registers. */
  application: string;
  version: string;
}
