import type { FormValues } from '../../forms/form-values.ts';
import { chainOf } from '../fallback-chain.ts';
import type { Resource, Row } from '../resource.ts';
import { ofConfiguration } from './of-configuration.ts';

const smsOnly = ['max_allowed_resends', 'sms_sender_id'];
const codeOnly = ['max_allowed_attempts'];

/** What the fields of a type mean depends on its method. */
function isShownOfType(name: string, { method, verification_code_required: isTyped }: FormValues): boolean {
  if (smsOnly.includes(name)) return method === 'SMS';
  if (codeOnly.includes(name)) return method === 'SMS' || isTyped === true;
  if (name === 'fallback_type' || name === 'verification_code_required' || name === 'transaction_signing')
    return String(method).startsWith('PUSH');
  return true;
}

export const types: Resource = {
  id: 'mobile-authentication-types',
  ...ofConfiguration('mobile-authentication-types', 'name'),
  schemas: () => import('../schemas/mobile-authentication-types.json'),
  columns: ['method', 'fallback_type', 'request_expires_in'],
  sections: [{ id: 'general', fields: ['name', 'method', 'request_expires_in', 'fallback_type'] }],
  isShown: isShownOfType,
  usual: { method: 'PUSH', request_expires_in: 120 },
  choices: {
    // What would lead back to the type is no choice; the API refuses a circle, too.
    fallback_type: ({ name }) => ({
      resource: types,
      only: (row: Row, rows) => !chainOf(rows, String(row['name'])).includes(String(name)),
    }),
  },
};

export const pushConfigurations: Resource = {
  id: 'push-messaging-configurations',
  ...ofConfiguration('push-messaging-configurations'),
  schemas: () => import('../schemas/push-messaging-configurations.json'),
  columns: ['platform', 'project_id'],
  sections: [
    { id: 'general', fields: ['name', 'platform', 'service_account', 'private_key', 'key_id', 'apple_team_id'] },
  ],
  facts: ['id', 'project_id'],
  needed: ['service_account', 'private_key', 'key_id', 'apple_team_id'],
  isShown(name, { platform }) {
    if (name === 'service_account' || name === 'endpoint') return platform === 'android';
    return ['private_key', 'key_id', 'apple_team_id'].includes(name) ? platform === 'ios' : true;
  },
  usual: { platform: 'android' },
};

export const callbackEndpoints: Resource = {
  id: 'callback-endpoints',
  ...ofConfiguration('callback-endpoints'),
  nameOf: (row) => String(row['url']),
  schemas: () => import('../schemas/callback-endpoints.json'),
  columns: ['username', 'signed'],
  sections: [{ id: 'general', fields: ['url', 'username', 'password', 'signing_secret'] }],
};
