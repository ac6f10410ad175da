import { tagOf } from '../../../commands/configuration/row-tag.ts';
import { changeSmsGateway } from '../../../commands/configuration/sms-gateway/change-sms-gateway.ts';
import { deleteSmsGateway } from '../../../commands/configuration/sms-gateway/delete-sms-gateway.ts';
import { gatewayId } from '../../../commands/configuration/sms-gateway/gateway-values.ts';
import { readFields, smsGatewayFields } from '../../../domain/configuration/field-names.ts';
import { SmsGateway } from '../../../entities/configuration/sms-gateway.ts';
import type { ApiDeps } from '../../api-deps.ts';
import { ifMatchHeader } from '../../request-headers.ts';
import { requestOriginOf } from '../../request-origin.ts';
import { defineRoute } from '../../route.ts';
import type { Route } from '../../route.ts';
import { ifMatchOf } from '../fields.ts';
import { compareWithRead } from '../read-only.ts';
import { hasTwilio, presentSmsGateway } from './presenter.ts';
import { changeGatewayBody, gatewayAnswer, replaceGatewayBody } from './schema.ts';

const path = '/sms-gateway{/}';

/** Through whom text messages go. There is one gateway: without a configured one, the environment's. */
export function smsGatewayRoutes(deps: ApiDeps): Route[] {
  return [
    defineRoute({
      method: 'get',
      path,
      summary: 'The SMS gateway in force, without its secrets',
      responses: { 200: gatewayAnswer },
      handler: async () => {
        const row = await find(deps);
        return { status: 200, body: presentSmsGateway(row, deps.environment), headers: { ETag: tagOf(deps.keyring, row ?? {}) } };
      },
    }),
    ...changeRoutes(deps),
  ];
}

const find = (deps: Pick<ApiDeps, 'em'>) => deps.em().findOne(SmsGateway, { id: gatewayId });

function changeRoutes(deps: ApiDeps): Route[] {
  const twilioByEnvironment = hasTwilio(deps.environment);
  return [
    defineRoute({
      method: 'put',
      path,
      headers: [ifMatchHeader],
      summary: 'Configure the SMS gateway anew; former secrets are worth nothing at once',
      body: replaceGatewayBody,
      responses: { 204: null },
      handler: async ({ body, context }) => {
        await changeSmsGateway(deps, { values: readFields(smsGatewayFields, body), replace: true, twilioByEnvironment, origin: requestOriginOf(context), ifMatch: ifMatchOf(context) });
        return { status: 204 };
      },
    }),
    defineRoute({
      method: 'patch',
      path,
      headers: [ifMatchHeader],
      summary: 'Change the fields that are sent; a secret that is replaced still signs delivery reports for a day',
      body: changeGatewayBody,
      responses: { 204: null },
      handler: async ({ body, context }) => {
        const values = readFields(smsGatewayFields, withoutUnchanged(body, presentSmsGateway(await find(deps), deps.environment)));
        await changeSmsGateway(deps, { values, replace: false, twilioByEnvironment, origin: requestOriginOf(context), ifMatch: ifMatchOf(context) });
        return { status: 204 };
      },
    }),
    defineRoute({
      method: 'delete',
      path,
      headers: [ifMatchHeader],
      summary: 'Forget the configured SMS gateway: the environment says again',
      responses: { 204: null },
      handler: async ({ context }) => {
        await deleteSmsGateway(deps, { origin: requestOriginOf(context), ifMatch: ifMatchOf(context) });
        return { status: 204 };
      },
    }),
  ];
}

const changeable: readonly string[] = Object.values(smsGatewayFields);

/**
 * What was read may be sent back: it changes nothing, and what the environment says does not become configured by it. An account of
 * Twilio is one thing: of a new one, also what it has in common with the environment's counts.
 * @throws CountersignError `invalid_request` for another value of what is read-only.
 */
function withoutUnchanged<Body extends object>(body: Body, read: Readonly<Record<string, unknown>>): Body {
  const { sent, changed } = compareWithRead(body, read, (name) => !changeable.includes(name));
  const account = changed.some(([name]) => isOfAccount(name)) ? sent.filter(([name]) => isOfAccount(name)) : [];
  return Object.fromEntries([...account, ...changed]) as Body;
}

const isOfAccount = (name: string) => name.startsWith('twilio_') && changeable.includes(name);
