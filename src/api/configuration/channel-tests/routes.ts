import type { Context, Middleware } from 'koa';
import compose from 'koa-compose';
import { z } from 'zod';
import {
  testCallback,
  testMessages,
  testPush,
  testTemplate,
} from '../../../commands/messages/channel-tests/test-channel.ts';
import type { AskedTest, ChannelTest } from '../../../commands/messages/channel-tests/test-channel.ts';
import { CountersignError } from '../../../errors/countersign-error.ts';
import type { ApiDeps } from '../../api-deps.ts';
import type { CallingOperator } from '../../http/calling-operator.ts';
import { requestOriginOf } from '../../http/request-origin.ts';
import { defineRoute } from '../../http/route.ts';
import type { Route } from '../../http/route.ts';
import { idOf } from '../fields.ts';

const testAnswer = z.object({
  status: z.enum(['sent', 'refused']).describe('What the provider said.'),
  destination: z.string().describe('Where it went: your address, number or phone, or the URL of the endpoint.'),
  provider_message_id: z.string().nullable().describe("The provider's id of the message; null if it gave none."),
  code: z.string().nullable().describe('Why it was refused; null if it was sent.'),
  detail: z.string().nullable().describe("The provider's own words; null if it had none."),
  took_ms: z.number().int().describe('Milliseconds until the provider answered.'),
});

/** A program has no address of its own that a test could go to. */
const operatorsOnly: Middleware = (context, next) => {
  if (!operatorIn(context)) throw new CountersignError('operators_only');
  return next();
};

/** A test of the channel that a surface configures, to an address or number of the operator. */
export function messageTestRoute(deps: ApiDeps, channel: 'email' | 'sms'): Route {
  return testRoute({
    path: '/tests{/}',
    summary: channel === 'email' ? 'Send a test mail to yourself' : 'Send a test text message to yourself',
    test: (asked) => testMessages(deps, asked, channel),
  });
}

/** A test of one push configuration, to a phone of the operator. */
export function pushTestRoute(deps: ApiDeps): Route {
  return testRoute({
    path: '/push-messaging-configurations/:id/tests{/}',
    params: idParams,
    summary: 'Send a test push to your phone',
    test: (asked, id) => testPush(deps, asked, idOf(id)),
  });
}

/** A test of one callback endpoint. */
export function callbackTestRoute(deps: ApiDeps): Route {
  return testRoute({
    path: '/callback-endpoints/:id/tests{/}',
    params: idParams,
    summary: 'Post a test to a callback endpoint',
    test: (asked, id) => testCallback(deps, asked, idOf(id)),
  });
}

/**
 * A test of one text in one language, with samples in it, to the operator.
 * @param before what changes of the text need too.
 */
export function templateTestRoute(
  deps: ApiDeps,
  before: Middleware,
  params: z.ZodType<{ key: string; locale: string }>,
): Route {
  return defineRoute({
    before: compose([before, operatorsOnly]),
    method: 'post',
    path: '/message-templates/:key/:locale/tests{/}',
    params,
    summary: 'Send a message to yourself as it is saved, with samples',
    responses: { 200: testAnswer },
    handler: async ({ params: template, context }) => {
      const operatorId = operatorIn(context)?.operatorId ?? '';
      const asked = { operatorId, origin: requestOriginOf(context) };
      return { status: 200, body: present(await testTemplate(deps, asked, template)) };
    },
  });
}

const idParams = z.object({ id: z.string().describe('Id from the list.') });

interface Tested {
  path: string;
  params?: typeof idParams;
  summary: string;
  test: (asked: AskedTest, id: string) => Promise<ChannelTest>;
}

function testRoute({ path, params, summary, test }: Tested): Route {
  return defineRoute({
    before: operatorsOnly,
    method: 'post',
    path,
    ...(params && { params }),
    summary,
    responses: { 200: testAnswer },
    handler: async ({ context }) => {
      const { id = '' } = context.params as { id?: string };
      const operatorId = operatorIn(context)?.operatorId ?? '';
      return { status: 200, body: present(await test({ operatorId, origin: requestOriginOf(context) }, id)) };
    },
  });
}

function operatorIn(context: Context): CallingOperator | undefined {
  return context.state.operator as CallingOperator | undefined;
}

function present({ providerMessageId, tookMs, ...test }: ChannelTest): z.input<typeof testAnswer> {
  return { ...test, provider_message_id: providerMessageId, took_ms: tookMs };
}
