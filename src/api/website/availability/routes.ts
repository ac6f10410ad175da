import { z } from 'zod';
import {
  findChosenPhones,
  findEnrolledPhones,
} from '../../../commands/mobile-authentication/initialise/find-enrolled-phones.ts';
import type { PhoneChoice } from '../../../commands/mobile-authentication/initialise/find-enrolled-phones.ts';
import { isDeviceId } from '../../../domain/devices/device-id.ts';
import type { ConfigurationSnapshot } from '../../../commands/configuration/configuration-snapshot.ts';
import { Registration } from '../../../entities/devices/registration.ts';
import { CountersignError } from '../../../errors/countersign-error.ts';
import type { ApiDeps } from '../../api-deps.ts';
import { defineRoute } from '../../http/route.ts';
import type { Route } from '../../http/route.ts';
import { isStorableId } from '../../http/text.ts';
import { checkEnrollmentMode } from '../website-version.ts';
import type { WebsiteVersion } from '../website-version.ts';
import { findAvailableTypes, presentAvailableType } from './presenter.ts';

/** Not validated: text that is no id is unknown, and answered with 200 and an empty list. */
const [userId, appId, typeName] = [z.string(), z.string(), z.string()];
const deviceId = z.string().toLowerCase();

const phoneOfVersion4 = z.object({
  app_id: z.string().describe('Identifier of the application.'),
  app_name: z.string().describe('Name of the application.'),
  device_id: z.string().describe('Id of the device.'),
  device_name: z.string().describe('Name of the phone, as its app gave it.'),
  platform: z.string().describe('Platform of the app: `android` or `ios`.'),
});
const phoneOfVersion3 = z.object({
  id: z.string().describe('Identifier of the application.'),
  name: z.string().describe('Name of the application.'),
});
const names = z.object({ enabled: z.array(z.string()).describe('Names of the types that can be initialised now.') });
const entries = (phone: z.ZodType) =>
  z.object({
    enabled: z
      .array(
        z.object({
          type: z.string().describe('Name of the type.'),
          method: z.string().describe('Method of the type, such as `PUSH` or `SMS`.'),
          sms_fallback_allowed: z
            .boolean()
            .optional()
            .describe('Push types: whether a text message may stand in for the push.'),
          apps_enrolled_for_push: z.array(phone).optional().describe('Push types: the phones that the type reaches.'),
        }),
      )
      .describe('The types that can be initialised now.'),
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
      params: z.object({
        user_id: userId.describe('The user, as the site names them: opaque text, compared letter by letter.'),
        device_id: deviceId.describe('Id of the device.'),
      }),
      responses: { 200: names },
      handler: async ({ params }) => ({
        status: 200,
        body: { enabled: await nameTypes(deps, 'v4', params.user_id, { by: 'device_id', value: params.device_id }) },
      }),
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
      params: z.object({
        user_id: userId.describe('The user, as the site names them: opaque text, compared letter by letter.'),
        app_id: appId.describe('Identifier of the application.'),
      }),
      responses: { 200: names },
      handler: async ({ params }) => ({
        status: 200,
        body: { enabled: await nameTypes(deps, 'v3', params.user_id, { by: 'app_id', value: params.app_id }) },
      }),
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
      params: z.object({
        user_id: userId.describe('The user, as the site names them: opaque text, compared letter by letter.'),
        type: typeName.describe('Name of the type.'),
      }),
      responses: { 200: z.object({ enabled: z.boolean().describe('Whether the type can be initialised now.') }) },
      handler: async ({ params }) => ({
        status: 200,
        body: { enabled: (await nameTypes(deps, 'v2', params.user_id, { by: 'user_id' })).includes(params.type) },
      }),
    }),
    defineRoute({
      method: 'get',
      path: '/authenticate/user/:user_id/enabled',
      summary: 'Types that a user can use',
      params: z.object({
        user_id: userId.describe('The user, as the site names them: opaque text, compared letter by letter.'),
      }),
      responses: { 200: names },
      handler: async ({ params }) => ({
        status: 200,
        body: { enabled: await nameTypes(deps, 'v2', params.user_id, { by: 'user_id' }) },
      }),
    }),
  ];
}

function listAll(deps: ApiDeps, version: 'v3' | 'v4'): Route {
  return defineRoute({
    method: 'get',
    path: '/authenticate/user/:user_id/enabled',
    summary: 'Types that a user can use, with the phones they reach',
    params: z.object({
      user_id: userId.describe('The user, as the site names them: opaque text, compared letter by letter.'),
    }),
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

async function loadTypes(
  deps: Pick<ApiDeps, 'configuration' | 'em'>,
  version: WebsiteVersion,
  id: string,
  choice?: PhoneChoice,
) {
  const snapshot = await currentConfiguration(deps);
  checkEnrollmentMode(snapshot, version);
  if (!isStorableId(id) || (choice && !(await isKnownChoice(deps, snapshot, id, choice))))
    return { snapshot, types: [] };
  const [user, phones] = await Promise.all([
    findUser(deps, id),
    choice ? findChosenPhones(deps, id, choice) : findEnrolledPhones(deps, id),
  ]);
  return { snapshot, types: findAvailableTypes(snapshot, { ...user, phones }) };
}

/** A device of another user and an unknown application have no types, not even text messages. */
async function isKnownChoice(
  deps: Pick<ApiDeps, 'em'>,
  { applications }: ConfigurationSnapshot,
  user: string,
  choice: PhoneChoice,
): Promise<boolean> {
  if (choice.by === 'user_id') return true;
  const { by, value = '' } = choice;
  if (by === 'app_id') return [...applications.values()].some(({ identifier }) => identifier === value);
  return isDeviceId(value) && (await deps.em().count(Registration, { user, device: value })) > 0;
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
