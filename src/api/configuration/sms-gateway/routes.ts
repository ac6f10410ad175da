import {
  changeSmsGateway,
  deleteSmsGateway,
  gatewayId,
} from '../../../commands/configuration/resources/sms-gateway.ts';
import { readFields, smsGatewayFields } from '../../../domain/configuration/field-names.ts';
import { SmsGateway } from '../../../entities/configuration/sms-gateway.ts';
import type { ApiDeps } from '../../api-deps.ts';
import type { Route } from '../../http/route.ts';
import { compareWithRead } from '../read-only.ts';
import { singleRoutes } from '../single-routes.ts';
import { changeGatewayBody, gatewayAnswer, hasTwilio, presentSmsGateway, replaceGatewayBody } from './schema.ts';

/** The gateway for text messages. Without a configured one the environment's applies. */
export function smsGatewayRoutes(deps: ApiDeps): Route[] {
  const twilioByEnvironment = hasTwilio(deps.environment);
  const find = () => deps.em().findOne(SmsGateway, { id: gatewayId });
  const present = (row: SmsGateway | null) => presentSmsGateway(row, deps.environment);
  return singleRoutes(deps, {
    path: '{/}',
    summaries: {
      get: 'The SMS gateway in use, without its secrets',
      put: 'Replace the configuration of the SMS gateway; former secrets are refused at once',
      patch: 'Change the fields that are sent; a secret that is replaced still signs delivery reports for a day',
      delete: 'Delete the configured SMS gateway; the one of the environment applies again',
    },
    answer: gatewayAnswer,
    find,
    present,
    whole: replaceGatewayBody,
    replace: (body, change) => {
      const values = readFields(smsGatewayFields, body);
      return changeSmsGateway(deps, { values, replace: true, twilioByEnvironment, ...change });
    },
    changes: changeGatewayBody,
    change: async (body, change) => {
      const values = readFields(smsGatewayFields, withoutUnchanged(body, present(await find())));
      await changeSmsGateway(deps, { values, replace: false, twilioByEnvironment, ...change });
    },
    remove: (change) => deleteSmsGateway(deps, change),
  });
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
