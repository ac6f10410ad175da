/** What a transaction keeps of the phone it was sent to. */
export interface DeviceSnapshot {
  name: string;
  platform: 'ios' | 'android';
  applicationVersionId: string;
  /** Identifier of the application. Records of before it was kept have none. */
  application?: string;
  /** Public device key, ES256: what the signature of the answer is verified with. */
  publicJwk: Record<string, string>;
}
