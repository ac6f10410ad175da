import {
  changeApplication,
  createApplication,
  deleteApplication,
} from '../../../commands/configuration/resources/applications.ts';
import { tagOf } from '../../../commands/configuration/row-tag.ts';
import { rotateServerKey } from '../../../commands/devices/key-enrollment/rotate-server-key.ts';
import { applicationFields, readFields } from '../../../domain/configuration/field-names.ts';
import { Application } from '../../../entities/configuration/application.ts';
import { CountersignError } from '../../../errors/countersign-error.ts';
import type { ApiDeps } from '../../api-deps.ts';
import { ifMatchHeader } from '../../http/request-headers.ts';
import { requestOriginOf } from '../../http/request-origin.ts';
import { defineRoute } from '../../http/route.ts';
import type { Route } from '../../http/route.ts';
import { configurationBase, changeOf, pageOf, pageQuery, resultOf } from '../fields.ts';
import { refuseReadOnly } from '../read-only.ts';
import {
  applicationAnswer,
  applicationParams,
  changeApplicationBody,
  createApplicationBody,
  presentApplication,
  rotateServerKeyBody,
  rotatedServerKeyAnswer,
} from './schema.ts';

const path = '/applications';

/** Applications (contract/mobile-authentication.md section 10). */
export function applicationRoutes(deps: ApiDeps): Route[] {
  return [
    defineRoute({
      method: 'get',
      path: `${path}{/}`,
      summary: 'Applications, 100 a page',
      query: pageQuery,
      responses: { 200: resultOf(applicationAnswer) },
      handler: async ({ query }) => {
        const rows = await deps.em().find(Application, {}, { orderBy: { id: 'asc' }, ...pageOf(query.page) });
        return { status: 200, body: { result: rows.map(presentApplication) } };
      },
    }),
    defineRoute({
      method: 'post',
      path: `${path}{/}`,
      summary: 'Add an application; it gets a server key of its own',
      body: createApplicationBody,
      responses: { 201: null },
      handler: async ({ body, context }) => {
        const { identifier, name } = body;
        await createApplication(deps, {
          identifier,
          name,
          values: readFields(applicationFields, body),
          origin: requestOriginOf(context),
        });
        return {
          status: 201,
          headers: { Location: `${deps.environment.publicUrl}${configurationBase}${path}/${identifier}` },
        };
      },
    }),
    ...oneApplication(deps),
    serverKeyRotation(deps),
  ];
}

function oneApplication(deps: ApiDeps): Route[] {
  const one = { path: `${path}/:identifier{/}`, params: applicationParams };
  return [
    defineRoute({
      ...one,
      method: 'get',
      summary: 'One application',
      responses: { 200: applicationAnswer },
      handler: async ({ params }) => {
        const application = await find(deps, params.identifier);
        return {
          status: 200,
          body: presentApplication(application),
          headers: { ETag: tagOf(deps.keyring, application) },
        };
      },
    }),
    defineRoute({
      ...one,
      method: 'patch',
      summary: 'Change the fields that are sent',
      headers: [ifMatchHeader],
      body: changeApplicationBody,
      responses: { 204: null },
      handler: async ({ params: { identifier }, body, context }) => {
        refuseReadOnly(body, { identifier });
        if (body.server_key_fingerprint !== undefined)
          refuseReadOnly(body, { server_key_fingerprint: (await find(deps, identifier)).serverKeyFingerprint });
        await changeApplication(deps, {
          identifier,
          values: readFields(applicationFields, body),
          ...changeOf(context),
        });
        return { status: 204 };
      },
    }),
    defineRoute({
      ...one,
      method: 'delete',
      summary: 'Delete an application that has no versions',
      headers: [ifMatchHeader],
      responses: { 204: null },
      handler: async ({ params: { identifier }, context }) => {
        await deleteApplication(deps, { identifier, ...changeOf(context) });
        return { status: 204 };
      },
    }),
  ];
}

function serverKeyRotation(deps: ApiDeps): Route {
  return defineRoute({
    method: 'post',
    path: `${path}/:identifier/server-key/rotate{/}`,
    summary: 'Give an application a new server key; apps go on with the old one for a while',
    params: applicationParams,
    body: rotateServerKeyBody,
    answersAreKept: true,
    responses: { 200: rotatedServerKeyAnswer },
    handler: async ({ params, body, context }) => {
      const { id: applicationId } = await find(deps, params.identifier);
      const rotated = await rotateServerKey(deps, {
        applicationId,
        acceptedForHours: body.accepted_for_hours,
        expectedFingerprint: body.server_key_fingerprint,
        origin: requestOriginOf(context),
      });
      return {
        status: 200,
        body: {
          server_key_fingerprint: rotated.fingerprint,
          former_accepted_until: rotated.formerAcceptedUntil.toISOString(),
        },
      };
    },
  });
}

async function find(deps: Pick<ApiDeps, 'em'>, identifier: string): Promise<Application> {
  const application = await deps.em().findOne(Application, { identifier });
  if (!application) throw new CountersignError('not_found');
  return application;
}
