import { tagOf } from '../../../commands/configuration/row-tag.ts';
import {
  changeSmsGateway,
  deleteSmsGateway,
  gatewayId,
} from '../../../commands/configuration/resources/sms-gateway.ts';
import { readFields, smsGatewayFields } from '../../../domain/configuration/field-names.ts';
import { SmsGateway } from '../../../entities/configuration/sms-gateway.ts';
import type { ApiDeps } from '../../api-deps.ts';
import { ifMatchHeader } from '../../http/request-headers.ts';
import { defineRoute } from '../../http/route.ts';
import type { Route } from '../../http/route.ts';
import { changeOf } from '../fields.ts';
import { compareWithRead } from '../read-only.ts';
import { changeGatewayBody, gatewayAnswer, hasTwilio, presentSmsGateway, replaceGatewayBody } from './schema.ts';

const path = '/sms-gateway{/}';

/** The gateway for text messages. Without a configured one the environment's applies. */
export function smsGatewayRoutes(deps: ApiDeps): Route[] {
  return [
    defineRoute({
      method: 'get',
      path,
      summary: 'The SMS gateway in use, without its secrets',
      responses: { 200: gatewayAnswer },
      handler: async () => {
        const row = await find(deps);
        return {
          status: 200,
          body: presentSmsGateway(row, deps.environment),
          headers: { ETag: tagOf(deps.keyring, row ?? {}) },
        };
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
      summary: 'Replace the configuration of the SMS gateway; former secrets are refused at once',
      body: replaceGatewayBody,
      responses: { 204: null },
      handler: async ({ body, context }) => {
        await changeSmsGateway(deps, {
          values: readFields(smsGatewayFields, body),
          replace: true,
          twilioByEnvironment,
          ...changeOf(context),
        });
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
        const values = readFields(
          smsGatewayFields,
          withoutUnchanged(body, presentSmsGateway(await find(deps), deps.environment)),
        );
        await changeSmsGateway(deps, { values, replace: false, twilioByEnvironment, ...changeOf(context) });
        return { status: 204 };
      },
    }),
    defineRoute({
      method: 'delete',
      path,
      headers: [ifMatchHeader],
      summary: 'Delete the configured SMS gateway; the one of the environment applies again',
      responses: { 204: null },
      handler: async ({ context }) => {
        await deleteSmsGateway(deps, changeOf(context));
        return { status: 204 };
      },
    }),
  ];
}

const changeable: readonly string[] = Object.values(smsGatewayFields);

/**
 * Drops values that were read and sent back, so that values of the environment are not stored as configured. Fields of a Twilio
 * account belong together: when one of them changes, all that were sent are stored.
 * @throws CountersignError `invalid_request` for another value of a read-only field.
 */
function withoutUnchanged<Body extends object>(body: Body, read: Readonly<Record<string, unknown>>): Body {
  const { sent, changed } = compareWithRead(body, read, (name) => !changeable.includes(name));
  const account = changed.some(([name]) => isOfAccount(name)) ? sent.filter(([name]) => isOfAccount(name)) : [];
  return Object.fromEntries([...account, ...changed]) as Body;
}

const isOfAccount = (name: string) => name.startsWith('twilio_') && changeable.includes(name);
