import { basic, callForm } from '../../support/website.ts';
import type { Answer, Form } from '../../support/website.ts';
import { useStack } from '../../support/stack.ts';

export const websiteVersions = ['v2', 'v3', 'v4'] as const;
export type WebsiteVersion = (typeof websiteVersions)[number];

/** Calls one version of the mobile authentication API as the demonstration site. */
export function callVersion(version: WebsiteVersion, method: string, path: string, form?: Form): Promise<Answer> {
  const { api, clients } = useStack().endpoints;
  return callForm(method, `${api}/oauth/api/${version}/authenticate${path}`, form, {
    authorization: basic(clients.mobile_authentication),
  });
}

/** The parameters by which a version names a phone of the demonstration application. */
export function namedPhone(version: WebsiteVersion, deviceId: string): Form {
  return { v2: {}, v3: { app_id: 'northwind-id' }, v4: { device_id: deviceId } }[version] as Form;
}
