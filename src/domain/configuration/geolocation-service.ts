/** Kind of geolocation: an HTTP service or a file. */
export const geolocationProviders = ['HTTP', 'DATABASE'] as const;
export type GeolocationProvider = (typeof geolocationProviders)[number];

/** Where the IP address goes in the URL of a service. */
export const addressPlaceholder = '{ip}';
