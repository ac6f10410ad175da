import { z } from 'zod';
import { findEnrolledPhones } from '../../../commands/mobile-authentication/initialise/find-enrolled-phones.ts';
import type { ConfigurationSnapshot } from '../../../commands/configuration/configuration-snapshot.ts';
import { User } from '../../../entities/people/user.ts';
import { CountersignError } from '../../../errors/countersign-error.ts';
import type { ApiDeps } from '../../api-deps.ts';
import { defineRoute } from '../../route.ts';
import type { Route } from '../../route.ts';
import { identifier } from '../../text.ts';
import { presentAvailableTypes } from './presenter.ts';

const userId = identifier();
const deviceId = z.string().regex(/^[0-9a-f]{64}$/);

const availableType = z.object({
  type: z.string(),
  method: z.string(),
  sms_fallback_allowed: z.boolean().optional(),
  apps_enrolled_for_push: z.array(z.object({ app_id: z.string(), app_name: z.string(), device_id: z.string(), device_name: z.string(), platform: z.string() })).optional(),
});

/** Which types a user can use (contract/mobile-authentication.md section 2): always 200 while the feature is on. */
export function availabilityRoutes(deps: ApiDeps): Route[] {
  return [
    defineRoute({
      method: 'get',
      path: '/authenticate/user/:user_id/device/:device_id/enabled',
      summary: 'Types that a user can use on one device',
      params: z.object({ user_id: userId, device_id: deviceId }),
      responses: { 200: z.object({ enabled: z.array(z.string()) }) },
      handler: async ({ params }) => {
        const types = presentAvailableTypes(await currentConfiguration(deps), await loadUser(deps, params.user_id, params.device_id));
        return { status: 200, body: { enabled: types.map((type) => type.type) } };
      },
    }),
    defineRoute({
      method: 'get',
      path: '/authenticate/user/:user_id/enabled',
      summary: 'Types that a user can use, with the phones they reach',
      params: z.object({ user_id: userId }),
      responses: { 200: z.object({ enabled: z.array(availableType) }) },
      handler: async ({ params }) => {
        return { status: 200, body: { enabled: presentAvailableTypes(await currentConfiguration(deps), await loadUser(deps, params.user_id)) } };
      },
    }),
  ];
}

async function currentConfiguration(deps: Pick<ApiDeps, 'configuration'>): Promise<ConfigurationSnapshot> {
  const snapshot = await deps.configuration.current();
  if (!snapshot.general.mobile_authentication_enabled) throw new CountersignError('mobile_authentication_disabled');
  return snapshot;
}

async function loadUser(deps: Pick<ApiDeps, 'em'>, id: string, device?: string) {
  const [known, phones] = await Promise.all([deps.em().count(User, { id }), findEnrolledPhones(deps, id, device)]);
  return { known: known > 0, phones };
}
