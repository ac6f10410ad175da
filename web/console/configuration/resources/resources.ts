import type { Resource } from '../resource.ts';
import { applications, versions } from './applications.ts';
import { callbackEndpoints, pushConfigurations, types } from './mobile.ts';
import { apiClients, claims, clients, identityProviders, policies, protectedResources } from './sign-in.ts';
import {
  actionTokenSettings,
  features,
  geolocation,
  mobileSettings,
  outgoingProxy,
  smsGateway,
  smtpServer,
  systemSettings,
} from './single.ts';

/** Everything that is configured by a form, by its name in addresses. */
export const resources: readonly Resource[] = [
  applications,
  versions,
  types,
  mobileSettings,
  pushConfigurations,
  smsGateway,
  callbackEndpoints,
  clients,
  protectedResources,
  claims,
  identityProviders,
  policies,
  actionTokenSettings,
  smtpServer,
  geolocation,
  outgoingProxy,
  features,
  systemSettings,
  apiClients,
];

export function resourceOf(kind: string): Resource | undefined {
  return resources.find(({ id }) => id === kind);
}
