import { randomInt } from 'node:crypto';
import type { Instance } from '../../../../dev/parts/instance.ts';
import { createConfigurationApi } from '../../../configuration/support/configuration-api.ts';
import type { ConfigurationApi } from '../../../configuration/support/configuration-api.ts';
import { enrollPhone, eventually } from '../../../support/enrolled-phone.ts';
import type { EnrolledPhone } from '../../../support/enrolled-phone.ts';
import { createSeededInstance, useStack } from '../../../support/stack.ts';
import { createWebsite } from '../../../support/website.ts';
import type { Form, Website } from '../../../support/website.ts';

export const chrome =
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_14_6) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/73.0.3683.103 Safari/537.36';

/** A site, a phone and the configuration of an own instance; the sandbox answers its geolocation lookups. */
export interface GeolocatingSite {
  instance: Instance;
  website: Website;
  phone: EnrolledPhone;
  api: ConfigurationApi;
  /** The geolocation service of the sandbox, in the form of the configuration API. */
  service: { provider: 'HTTP'; url: string; headers: Record<string, string> };
  /** A push request of the site to the phone. */
  push(extra?: Form): Form;
  /** Repeats the request until the server uses the current configuration. */
  whenShown(form: () => Form, isWanted: (shown: Shown) => boolean): Promise<Shown>;
  show(form: Form): Promise<Shown>;
}

/** What the phone showed of a transaction, and the signed text that the site receives. */
export interface Shown {
  id: string;
  secureMessage: string | undefined;
  context: { device?: string; location?: string } | undefined;
  displayed: Record<string, unknown>;
}

export async function startGeolocatingSite(environment: Record<string, string> = {}): Promise<GeolocatingSite> {
  const { endpoints, infrastructure } = useStack();
  const instance = await createSeededInstance();
  const server = await instance.startServer(environment);
  const where = { ...endpoints, api: server.url };
  const api = createConfigurationApi(where);
  const website = createWebsite(where);
  const phone = await enrollPhone(where);
  const service = {
    provider: 'HTTP' as const,
    url: `${infrastructure.sandbox.httpsUrl}/geolocation/{ip}`,
    headers: { Authorization: 'Bearer sandbox' },
  };
  const push = (extra: Form = {}): Form => ({
    type: 'login_with_push',
    user_id: phone.userId,
    device_id: phone.deviceId,
    callback_uri: `${endpoints.sandbox}/callbacks/context`,
    message: 'Sign in?',
    ...extra,
  });
  const show = async (form: Form): Promise<Shown> => {
    const { status, body } = await website.initialise(form);
    if (status !== 200) throw new Error(`${status} ${JSON.stringify(body)}`);
    const { shown } = await phone.answer(body.transaction_id);
    const { signature } = (await website.result(body.transaction_id)).body;
    const [, payload = ''] = Buffer.from(signature, 'base64').toString().split('.');
    const { displayed } = JSON.parse(Buffer.from(payload, 'base64url').toString()) as {
      displayed: Record<string, unknown>;
    };
    return { id: body.transaction_id, secureMessage: shown.secureMessage, context: shown.context, displayed };
  };
  const whenShown: GeolocatingSite['whenShown'] = (form, isWanted) =>
    eventually(async () => {
      const shown = await show(form());
      return isWanted(shown) ? shown : undefined;
    });
  return { instance, website, phone, api, service, push, show, whenShown };
}

/** An address that the sandbox places in Berlin and that no test has looked up before. */
export function newAddress(): string {
  return `2001:db8:${randomInt(1, 0xffff).toString(16)}:${randomInt(1, 0xffff).toString(16)}::${randomInt(1, 0xffff).toString(16)}`;
}
