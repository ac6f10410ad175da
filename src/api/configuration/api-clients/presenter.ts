import { apiClientFields, presentFields } from '../../../domain/configuration/field-names.ts';
import type { ApiClient } from '../../../entities/configuration/api-client.ts';

/** contract/end-user.md section 6. */
export function presentApiClient(client: ApiClient) {
  return { client_id: client.id, ...presentFields(apiClientFields, client) };
}
