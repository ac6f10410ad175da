import type { Endpoints } from '../../../dev/parts/endpoints.ts';
import type { Described } from '../../api-reference/support/document.ts';
import type { RawPhone } from '../../app/support/raw-phone.ts';
import type { Pool } from './pool.ts';
import type { Random } from './random.ts';

interface World {
  phones: readonly RawPhone[];
  pool: Pool;
  where: Pick<Endpoints, 'sandbox'>;
}

type Make = (random: Random, world: World) => unknown;

const some = (random: Random, kind: string) => `${kind}-${random.below(1000)}`;
const callback = ({ where }: World) => `${where.sandbox}/callbacks/fuzz`;
const methods = ['PUSH', 'PUSH_WITH_PIN', 'PUSH_WITH_FINGERPRINT', 'SMS', 'OTP'] as const;

/** Complete valid bodies by the end of the path, where random values would hardly ever be valid. */
const makers: readonly [path: RegExp, make: Make][] = [
  [
    /v4\/authenticate\/user$/,
    (random, world) => {
      const phone = random.pick(world.phones);
      return random.pick([
        { type: 'login_with_push', user_id: phone.userId, device_id: phone.device.id, callback_uri: callback(world) },
        { type: 'payment_with_sms', user_id: phone.userId, phone_number: '+31612345678' },
        { type: 'login_with_otp', callback_uri: callback(world) },
      ]);
    },
  ],
  [
    /\/authenticate\/user$/,
    (random, world) => ({
      type: 'login_with_push',
      user_id: random.pick(world.phones).userId,
      app_id: 'northwind-id',
      callback_uri: callback(world),
    }),
  ],
  [
    /\/registrations$/,
    (random) => ({
      application: 'northwind-id',
      platform: random.pick(['android', 'ios']),
      version: '1.0.0',
      device: { name: some(random, 'phone') },
    }),
  ],
  [/\/push-enrollment$/, (random) => ({ push_token: some(random, 'token') })],
  [
    /\/oauth\/token$/,
    (random, { phones, pool }) => ({
      grant_type: 'urn:countersign:grant-type:enrollment-code',
      client_id: random.pick(phones).clientId,
      enrollment_code: pool.known('code', random) ?? 'x',
    }),
  ],
  [/\/introspect$/, (random, { phones }) => ({ token: random.pick(phones).accessToken })],
  [
    /\/role-assignments$/,
    (random, { pool }) => ({
      role_id: random.pick(['ReportObserver', 'ClaimObserver']),
      subject: { type: 'user', id: pool.known('user_id', random) ?? 'x' },
    }),
  ],
  [
    /\/role-assignments$/,
    (random, { pool }) => ({
      role_id: random.pick(['ReportObserver', 'ClaimObserver']),
      subject: { type: 'user', id: pool.known('user_id', random) ?? 'x' },
    }),
  ],
  [
    /\/applications$/,
    (random) => ({
      identifier: some(random, 'app'),
      name: 'Fuzz',
      redirect_url: 'fuzz://login',
      resource_gateway_base_urls: ['https://gateway.example'],
    }),
  ],
  [
    /\/versions$/,
    (random) => ({
      version_name: `${random.below(9)}.${random.below(9)}`,
      framework: 'CORDOVA',
      application_signatures: ['a'],
    }),
  ],
  [/\/clone$/, (random) => ({ version_name: `${random.below(9)}.${random.below(9)}` })],
  [
    /\/mobile-authentication-types$/,
    (random) => ({ name: some(random, 'type'), method: random.pick(methods), request_expires_in: 60 }),
  ],
  [
    /\/callback-endpoints$/,
    (random) => ({ url: `https://shop.example/${some(random, 'callback')}`, username: 'x', password: 'y' }),
  ],
  [
    /\/api-clients$/,
    (random) => ({
      name: 'Fuzz',
      client_id: some(random, 'client'),
      client_secret: `Zq7${random.below(1e9)}-Lm4vK9xT2pR8sW6yB1nD5`,
      scopes: ['onegini_api_events'],
    }),
  ],
];

/** A valid body for an operation, if there is one here. */
export function sensibleBody({ path }: Described, random: Random, world: World): unknown {
  return makers.find(([pattern]) => pattern.test(path))?.[1](random, world);
}
