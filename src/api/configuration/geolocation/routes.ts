import { isDeepStrictEqual } from 'node:util';
import {
  changeGeolocation,
  deleteGeolocation,
  geolocationId,
  replaceGeolocation,
} from '../../../commands/configuration/resources/geolocation.ts';
import { readOnly } from '../../../commands/configuration/conflicts.ts';
import { geolocationServiceFields, readFields } from '../../../domain/configuration/field-names.ts';
import { GeolocationService } from '../../../entities/configuration/geolocation-service.ts';
import type { ApiDeps } from '../../api-deps.ts';
import type { Route } from '../../http/route.ts';
import { singleRoutes } from '../single-routes.ts';
import { changeGeolocationBody, geolocationAnswer, presentGeolocation, replaceGeolocationBody } from './schema.ts';

/** The geolocation service (contract/mobile-authentication.md section 7): one or none. */
export function geolocationRoutes(deps: ApiDeps): Route[] {
  return singleRoutes(deps, {
    path: '/geolocation{/}',
    summaries: {
      get: 'The geolocation service',
      put: 'Configure the geolocation service; what is not sent gets its default, headers stay with their host',
      patch: 'Change the fields that are sent; another host needs the headers again',
      delete: 'Forget the geolocation service',
    },
    answer: geolocationAnswer,
    find: () => deps.em().findOne(GeolocationService, { id: geolocationId }),
    present: (service: GeolocationService | null) => (service === null ? undefined : presentGeolocation(service)),
    whole: replaceGeolocationBody,
    replace: async (body, change) => {
      await refuseOtherNames(deps, body);
      const values = { ...readFields(geolocationServiceFields, body), provider: body.provider };
      await replaceGeolocation(deps, { values, ...change });
    },
    changes: changeGeolocationBody,
    change: async (body, change) => {
      await refuseOtherNames(deps, body);
      await changeGeolocation(deps, { values: readFields(geolocationServiceFields, body), ...change });
    },
    remove: (change) => deleteGeolocation(deps, change),
  });
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
