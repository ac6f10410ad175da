import { z } from 'zod';
import { findChosenPhones, findEnrolledPhones } from '../../../commands/mobile-authentication/initialise/find-enrolled-phones.ts';
import type { PhoneChoice } from '../../../commands/mobile-authentication/initialise/find-enrolled-phones.ts';
import type { ConfigurationSnapshot } from '../../../commands/configuration/configuration-snapshot.ts';
import { CountersignError } from '../../../errors/countersign-error.ts';
import type { ApiDeps } from '../../api-deps.ts';
import { defineRoute } from '../../route.ts';
import type { Route } from '../../route.ts';
import { identifier } from '../../text.ts';
import { checkEnrollmentMode } from '../website-version.ts';
import type { WebsiteVersion } from '../website-version.ts';
import { findAvailableTypes, presentAvailableType } from './presenter.ts';

const userId = identifier();
const deviceId = z.string().regex(/^[0-9a-f]{64}$/);
const appId = identifier(128);

const phoneOfVersion4 = z.object({ app_id: z.string(), app_name: z.string(), device_id: z.string(), device_name: z.string(), platform: z.string() });
const phoneOfVersion3 = z.object({ id: z.string(), name: z.string() });
const names = z.object({ enabled: z.array(z.string()) });
const entries = (phone: z.ZodType) =>
  z.object({
    enabled: z.array(z.object({ type: z.string(), method: z.string(), sms_fallback_allowed: z.boolean().optional(), apps_enrolled_for_push: z.array(phone).optional() })),
  });

/** Which types a user can use (contract/mobile-authentication.md section 2): always 200 while the feature is on. */
export function availabilityRoutes(deps: ApiDeps, version: WebsiteVersion): Route[] {
  return { v4: routesOfVersion4, v3: routesOfVersion3, v2: routesOfVersion2 }[version](deps);
}

function routesOfVersion4(deps: ApiDeps): Route[] {
  return [
    defineRoute({
      method: 'get',
      path: '/authenticate/user/:user_id/device/:device_id/enabled',
      summary: 'Types that a user can use on one device',
      params: z.object({ user_id: userId, device_id: deviceId }),
      responses: { 200: names },
      handler: async ({ params }) => ({ status: 200, body: { enabled: await nameTypes(deps, 'v4', params.user_id, { by: 'device_id', value: params.device_id }) } }),
    }),
    listAll(deps, 'v4'),
  ];
}

function routesOfVersion3(deps: ApiDeps): Route[] {
  return [
    defineRoute({
      method: 'get',
      path: '/authenticate/user/:user_id/application/:app_id/enabled',
      summary: 'Types that a user can use with one application',
      params: z.object({ user_id: userId, app_id: appId }),
      responses: { 200: names },
      handler: async ({ params }) => ({ status: 200, body: { enabled: await nameTypes(deps, 'v3', params.user_id, { by: 'app_id', value: params.app_id }) } }),
    }),
    listAll(deps, 'v3'),
  ];
}

function routesOfVersion2(deps: ApiDeps): Route[] {
  return [
    defineRoute({
      method: 'get',
      path: '/authenticate/user/:user_id/enabled/:type',
      summary: 'Whether a user can use a type',
      params: z.object({ user_id: userId, type: identifier(128) }),
      responses: { 200: z.object({ enabled: z.boolean() }) },
      handler: async ({ params }) => ({ status: 200, body: { enabled: (await nameTypes(deps, 'v2', params.user_id, { by: 'user_id' })).includes(params.type) } }),
    }),
    defineRoute({
      method: 'get',
      path: '/authenticate/user/:user_id/enabled',
      summary: 'Types that a user can use',
      params: z.object({ user_id: userId }),
      responses: { 200: names },
      handler: async ({ params }) => ({ status: 200, body: { enabled: await nameTypes(deps, 'v2', params.user_id, { by: 'user_id' }) } }),
    }),
  ];
}

function listAll(deps: ApiDeps, version: 'v3' | 'v4'): Route {
  return defineRoute({
    method: 'get',
    path: '/authenticate/user/:user_id/enabled',
    summary: 'Types that a user can use, with the phones they reach',
    params: z.object({ user_id: userId }),
    responses: { 200: entries(version === 'v4' ? phoneOfVersion4 : phoneOfVersion3) },
    handler: async ({ params }) => {
      const { snapshot, types } = await loadTypes(deps, version, params.user_id);
      return { status: 200, body: { enabled: types.map((type) => presentAvailableType(snapshot, type, version)) } };
    },
  });
}

async function nameTypes(deps: ApiDeps, version: WebsiteVersion, user: string, choice: PhoneChoice): Promise<string[]> {
  return (await loadTypes(deps, version, user, choice)).types.map(({ type }) => type);
}

async function loadTypes(deps: Pick<ApiDeps, 'configuration' | 'em'>, version: WebsiteVersion, id: string, choice?: PhoneChoice) {
  const snapshot = await currentConfiguration(deps);
  checkEnrollmentMode(snapshot, version);
  const [user, phones] = await Promise.all([findUser(deps, id), choice ? findChosenPhones(deps, id, choice) : findEnrolledPhones(deps, id)]);
  return { snapshot, types: findAvailableTypes(snapshot, { ...user, phones }) };
}

async function findUser(deps: Pick<ApiDeps, 'em'>, id: string): Promise<{ known: boolean; hasKeys: boolean }> {
  const [found] = await deps.em().execute<{ known: boolean; hasKeys: boolean }[]>(
    `select exists (select from user_account where id = ?) as known,
            exists (select from registration r join key_enrollment k on k.registration_id = r.id where r.user_id = ?) as "hasKeys"`,
    [id, id],
  );
  return found ?? { known: false, hasKeys: false };
}

async function currentConfiguration(deps: Pick<ApiDeps, 'configuration'>): Promise<ConfigurationSnapshot> {
  const snapshot = await deps.configuration.current();
  if (!snapshot.general.mobile_authentication_enabled) throw new CountersignError('mobile_authentication_disabled');
  return snapshot;
}
