import { randomUUID } from 'node:crypto';
import { TestDevice } from '../../authorization-server/support/test-device.ts';
import { createConfigurationApi } from '../../configuration/support/configuration-api.ts';
import { useStack } from '../../support/stack.ts';
import { createWebsite } from '../../support/website.ts';
import { rest } from '../../users/support/rest.ts';

export interface TokenAnswer {
  status: number;
  // The tests assert on the members of the body.
  // oxlint-disable-next-line typescript/no-explicit-any
  body: any;
}

/** A registered installation and its calls of the token endpoint. */
export interface Installation {
  device: TestDevice;
  clientId: string;
  userId: string;
  /** Connects the user with a new enrolment code, or with the given one. */
  connect(more?: Record<string, string>): Promise<TokenAnswer>;
  refresh(refreshToken: string, more?: Record<string, string>): Promise<TokenAnswer>;
}

/** Adds an application with one version. @returns its identifier. */
export async function addApplication(fields: object): Promise<string> {
  const api = createConfigurationApi(useStack().endpoints);
  const identifier = `app-${randomUUID()}`;
  const made = await api.post('/applications', { identifier, name: 'App', ...fields });
  if (made.status !== 201) throw new Error(`Not added: ${made.status} ${JSON.stringify(made.body)}`);
  await api.post(`/applications/${identifier}/platforms/android/versions`, { version_name: '1.0.0' });
  return identifier;
}

/** Registers an installation of an application. */
export async function install(application = 'northwind-id'): Promise<Installation> {
  const { endpoints } = useStack();
  const device = await TestDevice.create();
  const userId = `contract-${randomUUID()}`;
  const url = `${endpoints.api}/app/v1/registrations`;
  const registered = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'message-id': randomUUID(), dpop: await device.prove({ url }) },
    body: JSON.stringify({ application, platform: 'android', version: '1.0.0', device: { name: 'contract phone' } }),
  });
  if (registered.status !== 201) throw new Error(`Not registered: ${await registered.text()}`);
  const { client_id: clientId } = (await registered.json()) as { client_id: string };
  const ask = async (form: Record<string, string>): Promise<TokenAnswer> => {
    const tokenUrl = `${endpoints.api}/oauth/token`;
    const response = await fetch(tokenUrl, {
      method: 'POST',
      headers: { dpop: await device.prove({ url: tokenUrl }) },
      body: new URLSearchParams({ client_id: clientId, ...form }),
    });
    return { status: response.status, body: await response.json() };
  };
  return {
    device,
    clientId,
    userId,
    connect: async (more = {}) =>
      ask({
        grant_type: 'urn:countersign:grant-type:enrollment-code',
        ...(more['enrollment_code'] ? {} : { enrollment_code: await createWebsite(endpoints).enrollmentCode(userId) }),
        ...more,
      }),
    refresh: (refreshToken, more = {}) => ask({ grant_type: 'refresh_token', refresh_token: refreshToken, ...more }),
  };
}

/** Introspects an access token as a gateway does. */
export function introspect(token: string, version: 'v1' | 'v2' = 'v2') {
  return rest('POST', `/${version}/token/introspect`, { client: 'administration', form: { token } }).then(
    ({ body }) => body,
  );
}
