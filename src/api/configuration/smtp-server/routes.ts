import {
  changeSmtpServer,
  deleteSmtpServer,
  smtpServerId,
} from '../../../commands/configuration/resources/smtp-server.ts';
import { readFields, smtpServerFields } from '../../../domain/configuration/field-names.ts';
import { SmtpServer } from '../../../entities/configuration/smtp-server.ts';
import type { ApiDeps } from '../../api-deps.ts';
import type { Route } from '../../http/route.ts';
import { withoutRead } from '../read-only.ts';
import { singleRoutes } from '../single-routes.ts';
import { changeServerBody, presentSmtpServer, replaceServerBody, serverAnswer } from './schema.ts';

/** Through which server mails go. Without a configured one, the environment's. */
export function smtpServerRoutes(deps: ApiDeps): Route[] {
  const isPlainAllowed = deps.environment.mode === 'development';
  const find = () => deps.em().findOne(SmtpServer, { id: smtpServerId });
  const present = (row: SmtpServer | null) => presentSmtpServer(row, deps.environment);
  return singleRoutes(deps, {
    path: '{/}',
    summaries: {
      get: 'The SMTP server in force, without its secrets',
      put: 'Configure the SMTP server anew; what is not sent is nothing, the secrets too',
      patch: 'Change the fields that are sent; another server or account needs the password again',
      delete: 'Delete the configured SMTP server; the one of the environment applies again',
    },
    answer: serverAnswer,
    find,
    present,
    whole: replaceServerBody,
    replace: async (body, change) => {
      const values = readFields(smtpServerFields, body);
      await changeSmtpServer(deps, { values, replace: true, isPlainAllowed, ...change });
    },
    changes: changeServerBody,
    change: async (body, change) => {
      const changes = withoutRead(body, present(await find()), ['source', 'password_set', 'dkim_configured']);
      const values = readFields(smtpServerFields, changes);
      await changeSmtpServer(deps, { values, replace: false, isPlainAllowed, ...change });
    },
    remove: (change) => deleteSmtpServer(deps, change),
  });
}
