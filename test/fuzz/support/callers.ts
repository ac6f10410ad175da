import { signInOperator } from '../../../dev/operators/sign-in-operator.ts';
import type { Described } from '../../api-reference/support/document.ts';
import { enrollPush } from '../../app/support/enroll-push.ts';
import { RawPhone } from '../../app/support/raw-phone.ts';
import type { Endpoints } from '../../../dev/parts/endpoints.ts';
import { obtainPushToken } from '../../support/enrolled-phone.ts';
import { basic } from '../../support/website.ts';

export type CallerName =
  | 'anonymous'
  | 'site'
  | 'users'
  | 'administration'
  | 'admin'
  | 'operator'
  | 'helpdesk'
  | 'phone'
  | 'profile'
  | 'other phone';

export type Headers = Record<string, string>;

/** All callers and their credentials. */
export interface Callers {
  /** The caller for whom an operation is meant. */
  rightfulCaller(operation: Described): CallerName;
  headersOf(caller: CallerName, request: { method: string; path: string }): Promise<Headers>;
  /** Signs in and connects callers again whose session or connection was removed. */
  refresh(): Promise<void>;
  readonly phones: readonly RawPhone[];
}

const clientOfScope: Record<string, CallerName> = {
  onegini_api_mobile_authentication: 'site',
  onegini_api_end_user: 'users',
  onegini_api_persons: 'users',
};

export async function createCallers(where: Endpoints): Promise<Callers> {
  const operators = {
    admin: await signIn(where, 'admin'),
    operator: await signIn(where, 'operator'),
    helpdesk: await signIn(where, 'helpdesk'),
  };
  const phones = [await connect(where), await connect(where)];
  const clients = {
    site: where.clients.mobile_authentication,
    users: where.clients.end_user,
    administration: where.clients.administration,
  };
  return {
    phones,
    rightfulCaller({ security: [first] }) {
      // Tokens of people come from a sign-in in a browser, which the fuzzer has not.
      if (!first || 'personToken' in first) return 'anonymous';
      if (first['apiClientSecret']) return clientOfScope[first['apiClientSecret'][0] ?? ''] ?? 'administration';
      return 'operatorSession' in first ? 'admin' : 'phone';
    },
    async headersOf(caller, { method, path }): Promise<Headers> {
      // Pages of our own origin alone use the flow API.
      if (caller === 'anonymous')
        return path.startsWith('/authentication') ? { origin: new URL(where.api).origin } : {};
      if (caller === 'site' || caller === 'users' || caller === 'administration')
        return { authorization: basic(clients[caller]) };
      if (caller === 'admin' || caller === 'operator' || caller === 'helpdesk')
        return { authorization: `Bearer ${operators[caller]}` };
      const phone = phones[caller === 'other phone' ? 1 : 0] as RawPhone;
      const url = `${where.api}${path}`;
      if (caller === 'profile')
        return { 'profile-id': phone.profileId, dpop: await phone.device.prove({ method, url }) };
      const accessToken = path.startsWith('/oauth/') ? undefined : phone.accessToken;
      return {
        ...(accessToken ? { authorization: `DPoP ${accessToken}` } : {}),
        dpop: await phone.device.prove({ method, url, ...(accessToken ? { accessToken } : {}) }),
      };
    },
    async refresh() {
      for (const name of ['admin', 'operator', 'helpdesk'] as const) {
        const { status } = await fetch(`${where.api}/admin/v1/users/unknown`, {
          headers: { authorization: `Bearer ${operators[name]}` },
        });
        if (status === 401) operators[name] = await signIn(where, name);
      }
      for (const [index, phone] of phones.entries()) {
        if ((await phone.call('GET', '/transactions')).status === 401) phones[index] = await connect(where);
      }
    },
  };
}

function signIn({ api, operators }: Endpoints, name: keyof Endpoints['operators']): Promise<string> {
  return signInOperator(api, operators[name]);
}

async function connect(where: Endpoints): Promise<RawPhone> {
  const phone = await RawPhone.connect(where);
  await phone.enrollKeys();
  await enrollPush(phone, where.sandbox, await obtainPushToken(where.sandbox, 'android'));
  return phone;
}
