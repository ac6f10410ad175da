const uuid = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/;

/** Client ids of app installations are UUIDs in lower case; their column takes nothing else. */
export function isInstallationId(clientId: string): boolean {
  return uuid.test(clientId);
}
