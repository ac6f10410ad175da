import { z } from 'zod';
import { tokenTypes } from '../../../entities/tokens/oauth-artifact.ts';
import { identifier } from '../../http/text.ts';

export const userParams = z.object({ user_id: identifier().describe('The user, as the site names them.') });
/** Text that is no id names no resource; its removal is answered as done. */
export const ownedParams = z.object({
  user_id: identifier().describe('The user, as the site names them.'),
  id: z.string().describe('Id of what is acted on, from its list. An unknown id changes nothing.'),
});

const time = z.string();

export const overview = z.object({
  user_id: z.string().describe('The user, as the site names them.'),
  known_since: time.nullable().describe('When the user was first heard of (RFC 3339); null if unknown.'),
  devices: z.number().int().describe('Number of devices.'),
  grants: z.number().int().describe('Number of codes that were not exchanged for tokens yet.'),
  open_transactions: z.number().int().describe('Number of open transactions.'),
  push_frozen_until: time.nullable().describe('When pushes go again after a report (RFC 3339); null if they go.'),
});

const text = z.string().nullable();

export const events = z.object({
  items: z
    .array(
      z.object({
        id: z.string().describe('Id of the event.'),
        name: z.string().describe('Name of the event: docs/events.md lists all.'),
        type: z.string().describe('Group that the event belongs to.'),
        occurred_at: time.describe('When it happened (RFC 3339).'),
        client_id: text.describe('Client that took part; null where none took part.'),
        app_name: text.describe('Name of the application; null where none took part.'),
        client_ip: text.describe('IP address of the caller; null if unknown.'),
        user_agent: text.describe('User agent of the caller; null if unknown.'),
        agent_user: text.describe('Operator who caused it; null if none did.'),
        subject_id: text.describe('Id of what it happened to, such as a transaction; null if nothing.'),
        request_id: text.describe('`X-Request-Id` of the request that caused it; null if none did.'),
        detail: text.describe('Detail of the event; null if it has none.'),
      }),
    )
    .describe('The events, newest first.'),
});

export const notifications = z.object({
  notification_type: z
    .enum(['EMAIL', 'SMS', 'NONE'])
    .nullable()
    .describe('How the user wants to be notified; null if nothing was chosen.'),
});

const scopes = z.array(z.string()).describe('Scopes that were granted.');

export const consents = z.object({
  items: z
    .array(
      z.object({
        id: z.string().describe('Id of the consent.'),
        client_id: z.string().describe('Id of the client.'),
        client_name: z.string().describe('Name of the client.'),
        device_name: text.describe('Name of the device of the client; null if it has none.'),
        scopes,
        created_at: time.describe('When it was granted (RFC 3339).'),
      }),
    )
    .describe('The consents.'),
});

export const tokens = z.object({
  items: z
    .array(
      z.object({
        id: z.string().describe('Id of the token.'),
        client_id: z.string().describe('Id of the client.'),
        client_name: z.string().describe('Name of the client.'),
        device_id: text.describe('Id of the device of the client; null if it has none.'),
        device_name: text.describe('Name of the device of the client; null if it has none.'),
        type: z.enum(tokenTypes).describe('Kind of the token.'),
        scopes,
        created_at: time.describe('When it was issued (RFC 3339).'),
        refresh_token_issued: z.boolean().describe('Whether the client can renew it.'),
        expired: z.boolean().describe('Whether its life has ended.'),
      }),
    )
    .describe('The tokens.'),
});

export const grants = z.object({
  items: z
    .array(
      z.object({
        id: z.string().describe('Id of the code.'),
        type: z.enum(['AUTHORIZATION_CODE', 'ENROLLMENT_CODE']).describe('Kind of the code.'),
        client_id: text.describe('Client that the code is for; null for an enrolment code.'),
        scopes,
        created_at: time.describe('When it was issued (RFC 3339).'),
        expires_at: time.describe('When its life ends (RFC 3339).'),
      }),
    )
    .describe('The codes.'),
});

export const devices = z.object({
  items: z
    .array(
      z.object({
        id: z.string().describe('Id of the device.'),
        name: z.string().describe('Name of the device, as its app gave it.'),
        model: text.describe('Model of the device; null if the app did not tell.'),
        os_version: text.describe('Version of the operating system; null if the app did not tell.'),
        application: z.string().describe('Identifier of the application.'),
        platform: z.enum(['android', 'ios']).describe('Platform of the app.'),
        linked_at: time.describe('When the user was connected to the device (RFC 3339).'),
        last_used_at: time.describe('When the user last used the device (RFC 3339).'),
        token_types: z.array(z.string()).describe('Kinds of tokens that the device has of the user.'),
        mobile_authentication_enabled: z
          .boolean()
          .describe('Whether OpenPGP keys are exchanged: the device can approve.'),
        push_enabled: z.boolean().describe('Whether a push token is proven: the device can be notified.'),
      }),
    )
    .describe('The devices.'),
});
