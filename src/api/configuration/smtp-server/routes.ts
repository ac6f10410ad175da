import { tagOf } from '../../../commands/configuration/row-tag.ts';
import {
  changeSmtpServer,
  deleteSmtpServer,
  smtpServerId,
} from '../../../commands/configuration/resources/smtp-server.ts';
import { readFields, smtpServerFields } from '../../../domain/configuration/field-names.ts';
import { SmtpServer } from '../../../entities/configuration/smtp-server.ts';
import type { ApiDeps } from '../../api-deps.ts';
import { ifMatchHeader } from '../../http/request-headers.ts';
import { defineRoute } from '../../http/route.ts';
import type { Route } from '../../http/route.ts';
import { changeOf } from '../fields.ts';
import { withoutRead } from '../read-only.ts';
import { changeServerBody, presentSmtpServer, replaceServerBody, serverAnswer } from './schema.ts';

const path = '/smtp-server{/}';

/** Through which server mails go. Without a configured one, the environment's. */
export function smtpServerRoutes(deps: ApiDeps): Route[] {
  return [
    defineRoute({
      method: 'get',
      path,
      summary: 'The SMTP server in force, without its secrets',
      responses: { 200: serverAnswer },
      handler: async () => {
        const row = await find(deps);
        return {
          status: 200,
          body: presentSmtpServer(row, deps.environment),
          headers: { ETag: tagOf(deps.keyring, row ?? {}) },
        };
      },
    }),
    ...changeRoutes(deps),
    defineRoute({
      method: 'delete',
      path,
      headers: [ifMatchHeader],
      summary: 'Delete the configured SMTP server; the one of the environment applies again',
      responses: { 204: null },
      handler: async ({ context }) => {
        await deleteSmtpServer(deps, changeOf(context));
        return { status: 204 };
      },
    }),
  ];
}

const find = ({ em }: Pick<ApiDeps, 'em'>) => em().findOne(SmtpServer, { id: smtpServerId });

function changeRoutes(deps: ApiDeps): Route[] {
  const isPlainAllowed = deps.environment.mode === 'development';
  return [
    defineRoute({
      method: 'put',
      path,
      headers: [ifMatchHeader],
      summary: 'Configure the SMTP server anew; what is not sent is nothing, the secrets too',
      body: replaceServerBody,
      responses: { 204: null },
      handler: async ({ body, context }) => {
        const values = readFields(smtpServerFields, body);
        await changeSmtpServer(deps, { values, replace: true, isPlainAllowed, ...changeOf(context) });
        return { status: 204 };
      },
    }),
    defineRoute({
      method: 'patch',
      path,
      headers: [ifMatchHeader],
      summary: 'Change the fields that are sent; another server or account needs the password again',
      body: changeServerBody,
      responses: { 204: null },
      handler: async ({ body, context }) => {
        const read = presentSmtpServer(await find(deps), deps.environment);
        const changes = withoutRead(body, read, ['source', 'password_set', 'dkim_configured']);
        const values = readFields(smtpServerFields, changes);
        await changeSmtpServer(deps, { values, replace: false, isPlainAllowed, ...changeOf(context) });
        return { status: 204 };
      },
    }),
  ];
}
