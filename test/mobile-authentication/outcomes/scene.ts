import { randomInt, randomUUID } from 'node:crypto';
import type { Client } from '@temporalio/client';
import type pg from 'pg';
import { expect } from 'vitest';
import type { Endpoints } from '../../../dev/parts/endpoints.ts';
import type { MethodName } from '../../../src/domain/configuration/mobile-authentication-types/method-names.ts';
import { eventually } from '../../support/enrolled-phone.ts';
import type { Answer, Form } from '../../support/website.ts';
import { createSite } from './site.ts';
import type { Site, WebsiteVersion } from './site.ts';
import { codeIn, textMessagesTo } from '../../support/text-messages.ts';

/** A request that a callback URL received. */
interface Callback {
  headers: Record<string, string>;
  body: string;
}

/** What every cell of the table gets: a site of one version that uses one method, and access to all effects. */
export interface Scene {
  method: MethodName;
  endpoints: Endpoints;
  site: Site;
  /** The message of the site. */
  message: string;
  callback: { url: string; requests(): Promise<Callback[]> };
  siteOf(version: WebsiteVersion): Site;
  /** Initialises with the method's type of this kind. Repeats the request until the server knows the type. */
  ask(form: Form, kind?: TypeKind): Promise<Answer & { requestId: string }>;
  /** The code of the newest text message, and the number of messages. */
  textsTo(number: string): Promise<{ code: string; count: number }>;
  behave(provider: 'fcm' | 'twilio', behaviour: object): Promise<void>;
  /** The id of the transaction that a request created; the answer to a refused request does not contain it. */
  transactionOf(requestId: string): Promise<string>;
  row(transactionId: string): Promise<object>;
  deliveries(transactionId: string): Promise<{ id: string; status: string; attempts: number }[]>;
  eventsAbout(transactionId: string): Promise<string[]>;
  workflowStatus(transactionId: string): Promise<{ name: string }>;
}

export type TypeKind = 'plain' | 'short' | 'falls back';

/** Lifetime of each kind of type in seconds; a slow machine has to fetch within the short one. */
export const expiresIn: Record<TypeKind, number> = { plain: 120, short: 15, 'falls back': 120 };

interface SceneParts {
  endpoints: Endpoints;
  database: pg.Pool;
  temporal: Client;
  /** Name of the type of a method and kind. */
  typeName(method: MethodName, kind: TypeKind): string;
}

const rowStatement = `select status, reason, method, user_id, attempts_used, closed_at is not null as is_closed, signature is not null as is_signed from transaction where id = $1`;

/** A phone number that no other test uses. */
export function newNumber(): string {
  return `+316${randomInt(10_000_000, 99_999_999)}`;
}

export function createScene(parts: SceneParts, method: MethodName, version: WebsiteVersion): Scene {
  const { endpoints, database, temporal } = parts;
  const site = createSite(endpoints, version);
  const url = `${endpoints.sandbox}/callbacks/outcome-${randomUUID()}`;
  const message = `Pay ${randomInt(1000)}?`;
  return {
    method,
    endpoints,
    site,
    message,
    callback: { url, requests: async () => ((await (await fetch(url)).json()) as { requests: Callback[] }).requests },
    siteOf: (other) => createSite(endpoints, other),
    ask: async (form, kind = 'plain') => {
      const requestId = randomUUID();
      const asked = { type: parts.typeName(method, kind), callback_uri: url, message, ...form };
      const answer = await eventually(async () => {
        const tried = await site.initialise(asked, { 'x-request-id': requestId });
        return tried.body.error_code === '4000' ? undefined : tried;
      });
      return { ...answer, requestId };
    },
    textsTo: async (number) => {
      const messages = await textMessagesTo(endpoints, number);
      return { code: codeIn(messages.at(-1)), count: messages.length };
    },
    behave: async (provider, behaviour) => {
      const { status } = await fetch(`${endpoints.sandbox}/behaviour/${provider}`, {
        method: 'PUT',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(behaviour),
      });
      expect(status).toBe(200);
    },
    transactionOf: async (requestId) =>
      (await database.query<{ id: string }>('select id from transaction where request_id = $1', [requestId])).rows[0]
        ?.id as string,
    row: async (id) => (await database.query(rowStatement, [id])).rows[0] as object,
    deliveries: async (id) =>
      (await database.query('select id, status, attempts from callback_delivery where transaction_id = $1', [id])).rows,
    // Delivery reports of the provider on a text message can come at any time.
    eventsAbout: async (id) =>
      (
        await database.query<{ name: string }>(
          "select name from event where subject_id = $1 and name not like 'SMS AUTH DELIVERY%' order by id",
          [id],
        )
      ).rows.map(({ name }) => name),
    workflowStatus: async (id) => (await temporal.workflow.getHandle(id).describe()).status,
  };
}
