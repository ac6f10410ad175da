import { isDeepStrictEqual } from 'node:util';
import {
  changeGeolocation,
  deleteGeolocation,
  geolocationId,
  replaceGeolocation,
} from '../../../commands/configuration/resources/geolocation.ts';
import { readOnly } from '../../../commands/configuration/conflicts.ts';
import { tagOf } from '../../../commands/configuration/row-tag.ts';
import { geolocationServiceFields, readFields } from '../../../domain/configuration/field-names.ts';
import { GeolocationService } from '../../../entities/configuration/geolocation-service.ts';
import { CountersignError } from '../../../errors/countersign-error.ts';
import type { ApiDeps } from '../../api-deps.ts';
import { ifMatchHeader } from '../../http/request-headers.ts';
import { defineRoute } from '../../http/route.ts';
import type { Route } from '../../http/route.ts';
import { changeOf } from '../fields.ts';
import { changeGeolocationBody, geolocationAnswer, presentGeolocation, replaceGeolocationBody } from './schema.ts';

const path = '/geolocation{/}';

/** The geolocation service (contract/mobile-authentication.md section 7): one or none. */
export function geolocationRoutes(deps: ApiDeps): Route[] {
  return [...readingRoutes(deps), ...changingRoutes(deps)];
}

function readingRoutes(deps: ApiDeps): Route[] {
  return [
    defineRoute({
      path,
      method: 'get',
      summary: 'The geolocation service',
      responses: { 200: geolocationAnswer },
      handler: async () => {
        const service = await deps.em().findOne(GeolocationService, { id: geolocationId });
        if (!service) throw new CountersignError('not_found');
        return { status: 200, body: presentGeolocation(service), headers: { ETag: tagOf(deps.keyring, service) } };
      },
    }),
  ];
}

function changingRoutes(deps: ApiDeps): Route[] {
  return [
    defineRoute({
      path,
      method: 'put',
      headers: [ifMatchHeader],
      summary: 'Configure the geolocation service; what is not sent gets its default, headers stay with their host',
      body: replaceGeolocationBody,
      responses: { 204: null },
      handler: async ({ body, context }) => {
        await refuseOtherNames(deps, body);
        await replaceGeolocation(deps, {
          values: { ...readFields(geolocationServiceFields, body), provider: body.provider },
          ...changeOf(context),
        });
        return { status: 204 };
      },
    }),
    defineRoute({
      path,
      method: 'patch',
      headers: [ifMatchHeader],
      summary: 'Change the fields that are sent; another host needs the headers again',
      body: changeGeolocationBody,
      responses: { 204: null },
      handler: async ({ body, context }) => {
        await refuseOtherNames(deps, body);
        await changeGeolocation(deps, { values: readFields(geolocationServiceFields, body), ...changeOf(context) });
        return { status: 204 };
      },
    }),
    defineRoute({
      path,
      method: 'delete',
      headers: [ifMatchHeader],
      summary: 'Forget the geolocation service',
      responses: { 204: null },
      handler: async ({ context }) => {
        await deleteGeolocation(deps, changeOf(context));
        return { status: 204 };
      },
    }),
  ];
}

/** What was read may be sent back, except for the names of headers, which follow from the headers. */
async function refuseOtherNames(
  deps: Pick<ApiDeps, 'em'>,
  { header_names: names, headers }: { header_names?: string[] | undefined; headers?: string | null | undefined },
): Promise<void> {
  if (names === undefined || headers !== undefined) return;
  const service = await deps.em().findOne(GeolocationService, { id: geolocationId });
  if (!isDeepStrictEqual(names, service ? presentGeolocation(service).header_names : []))
    throw readOnly('header_names');
}
