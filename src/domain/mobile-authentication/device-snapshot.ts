/** Stored data of the phone of a transaction. */
export interface DeviceSnapshot {
  name: string;
  platform: 'ios' | 'android';
  applicationVersionId: string;
  /** Identifier of the application. Records of before it was kept have none. */
  application?: string;
  /** Public device key, ES256, which verifies the signature of the answer. */
  publicJwk: Record<string, string>;
}
