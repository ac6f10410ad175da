import { z } from 'zod';
import { tokenTypes } from '../../../entities/tokens/oauth-artifact.ts';
import { identifier } from '../../text.ts';

export const userParams = z.object({ user_id: identifier() });
export const userQuery = z.strictObject({ user_id: identifier() });
/** What is no id names nothing: removing it is done already. */
export const ownedParams = z.object({ user_id: identifier(), id: z.string() });

const time = z.string();

export const overview = z.object({
  user_id: z.string(),
  known_since: time.nullable(),
  devices: z.number().int(),
  grants: z.number().int(),
  open_transactions: z.number().int(),
  push_frozen_until: time.nullable(),
});

const text = z.string().nullable();

export const events = z.object({
  items: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      type: z.string(),
      occurred_at: time,
      client_id: text,
      app_name: text,
      client_ip: text,
      user_agent: text,
      agent_user: text,
      subject_id: text,
      request_id: text,
      detail: text,
    }),
  ),
});

export const notifications = z.object({ notification_type: z.enum(['EMAIL', 'SMS', 'NONE']).nullable() });

const scopes = z.array(z.string());

export const consents = z.object({
  items: z.array(z.object({ id: z.string(), client_id: z.string(), client_name: z.string(), device_name: text, scopes, created_at: time })),
});

export const tokens = z.object({
  items: z.array(
    z.object({
      id: z.string(),
      client_id: z.string(),
      client_name: z.string(),
      device_id: text,
      device_name: text,
      type: z.enum(tokenTypes),
      scopes,
      created_at: time,
      refresh_token_issued: z.boolean(),
      expired: z.boolean(),
    }),
  ),
});

export const grants = z.object({
  items: z.array(z.object({ id: z.string(), type: z.enum(['AUTHORIZATION_CODE', 'ENROLLMENT_CODE']), client_id: text, scopes, created_at: time, expires_at: time })),
});

export const devices = z.object({
  items: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      model: text,
      os_version: text,
      application: z.string(),
      platform: z.enum(['android', 'ios']),
      linked_at: time,
      last_used_at: time,
      token_types: z.array(z.string()),
      mobile_authentication_enabled: z.boolean(),
      push_enabled: z.boolean(),
    }),
  ),
});
