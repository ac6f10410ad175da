const deviceId = /^[0-9a-f]{64}$/;
const uuid = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/;

/** Client ids of app installations are the ids of their devices; UUIDs of those that registered before decision 0077. */
export function isInstallationId(clientId: string): boolean {
  return deviceId.test(clientId) || uuid.test(clientId);
}
