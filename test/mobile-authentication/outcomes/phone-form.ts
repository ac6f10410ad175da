import type { EnrolledPhone } from '../../support/enrolled-phone.ts';
import type { Form } from '../../support/website.ts';
import type { Scene } from './scene.ts';

/** The fields by which a site of the scene's version names a user and a phone. */
export function phoneForm(
  { site }: Pick<Scene, 'site'>,
  { userId, deviceId }: Pick<EnrolledPhone, 'userId' | 'deviceId'>,
): Form {
  const named = { v4: { device_id: deviceId }, v3: { app_id: 'northwind-id' }, v2: {} };
  return { user_id: userId, ...named[site.version] };
}
