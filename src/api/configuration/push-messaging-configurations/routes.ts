import {
  changePushConfiguration,
  createPushConfiguration,
  deletePushConfiguration,
} from '../../../commands/configuration/resources/push-messaging-configurations.ts';
import { tagOf } from '../../../commands/configuration/row-tag.ts';
import { pushConfigurationFields, readFields } from '../../../domain/configuration/field-names.ts';
import { PushConfiguration } from '../../../entities/configuration/push-configuration.ts';
import { CountersignError } from '../../../errors/countersign-error.ts';
import type { ApiDeps } from '../../api-deps.ts';
import { ifMatchHeader } from '../../http/request-headers.ts';
import { requestOriginOf } from '../../http/request-origin.ts';
import { defineRoute } from '../../http/route.ts';
import type { Route } from '../../http/route.ts';
import { configurationBase, idOf, changeOf, pageOf, pageQuery, resultOf } from '../fields.ts';
import { refuseReadOnly } from '../read-only.ts';
import {
  changePushConfigurationBody,
  createPushConfigurationBody,
  presentPushConfiguration,
  pushConfigurationAnswer,
  pushConfigurationParams,
} from './schema.ts';

const path = '/push-messaging-configurations';

/** Credentials for APNs and FCM (contract/mobile-authentication.md section 10); the secret parts can only be written. */
export function pushConfigurationRoutes(deps: ApiDeps): Route[] {
  return [
    defineRoute({
      method: 'get',
      path: `${path}{/}`,
      summary: 'Push messaging configurations, 100 a page',
      query: pageQuery,
      responses: { 200: resultOf(pushConfigurationAnswer) },
      handler: async ({ query }) => {
        const rows = await deps.em().find(PushConfiguration, {}, { orderBy: { id: 'asc' }, ...pageOf(query.page) });
        return { status: 200, body: { result: rows.map(presentPushConfiguration) } };
      },
    }),
    defineRoute({
      method: 'post',
      path: `${path}{/}`,
      summary: 'Add a push messaging configuration',
      body: createPushConfigurationBody,
      responses: { 201: null },
      handler: async ({ body, context }) => {
        const { name, platform } = body;
        const id = await createPushConfiguration(deps, {
          name,
          platform,
          values: readFields(pushConfigurationFields, body),
          origin: requestOriginOf(context),
        });
        return { status: 201, headers: { Location: `${deps.environment.publicUrl}${configurationBase}${path}/${id}` } };
      },
    }),
    ...onePushConfiguration(deps),
  ];
}

function onePushConfiguration(deps: ApiDeps): Route[] {
  const one = { path: `${path}/:id{/}`, params: pushConfigurationParams };
  return [
    defineRoute({
      ...one,
      method: 'get',
      summary: 'One push messaging configuration',
      responses: { 200: pushConfigurationAnswer },
      handler: async ({ params }) => {
        const row = await find(deps, params.id);
        return { status: 200, body: presentPushConfiguration(row), headers: { ETag: tagOf(deps.keyring, row) } };
      },
    }),
    defineRoute({
      ...one,
      method: 'patch',
      summary: 'Change the fields that are sent',
      headers: [ifMatchHeader],
      body: changePushConfigurationBody,
      responses: { 204: null },
      handler: async ({ params, body, context }) => {
        const { id, project_id } = presentPushConfiguration(await find(deps, params.id));
        // With a new service account the project id follows from the account.
        refuseReadOnly(body, body.service_account === undefined ? { id, project_id } : { id });
        await changePushConfiguration(deps, {
          id,
          platform: body.platform,
          values: readFields(pushConfigurationFields, body),
          ...changeOf(context),
        });
        return { status: 204 };
      },
    }),
    defineRoute({
      ...one,
      method: 'delete',
      summary: 'Delete a push messaging configuration that no version uses',
      headers: [ifMatchHeader],
      responses: { 204: null },
      handler: async ({ params, context }) => {
        await deletePushConfiguration(deps, { id: idOf(params.id), ...changeOf(context) });
        return { status: 204 };
      },
    }),
  ];
}

async function find(deps: Pick<ApiDeps, 'em'>, id: string): Promise<PushConfiguration> {
  const row = await deps.em().findOne(PushConfiguration, { id: idOf(id) });
  if (!row) throw new CountersignError('not_found');
  return row;
}
