import { strToU8, zipSync } from 'fflate';
import { isExportable } from '../../../domain/configuration/exportable-text.ts';
import type { ApplicationVersion } from '../../../entities/configuration/application-version.ts';
import type { Application } from '../../../entities/configuration/application.ts';
import { CountersignError } from '../../../errors/countersign-error.ts';
import type { ServerPublicKey } from '../../../security/pgp/pgp.ts';

/** The release of the published server with the same contract: tools of app builders choose features by it. */
const publishedRelease = '1.71.0';

/** A fixed time, so that equal content gives equal bytes. Zip has no time before 1980. */
const anyTime = new Date(1980, 0, 1);

export interface ExportInput {
  /** Base URL of the API, without a path. */
  publicUrl: string;
  application: Application;
  version: ApplicationVersion;
  serverPublicKey: ServerPublicKey | undefined;
}

/**
 * Input of the app builders' configurator: a zip of `config.json` and `certificates/NAME`
 * (contract/end-user.md section 6).
 * @throws CountersignError `configuration_conflict` naming each missing or unusable value.
 */
export function makeExportArchive({ publicUrl, application, version, serverPublicKey }: ExportInput): Uint8Array {
  const texts = {
    token_server_uri: publicUrl,
    application_identifier: application.identifier,
    application_platform: version.platform,
    application_version: version.versionName,
    redirect_url: application.redirectUrl,
    server_type: 'access',
    server_version: publishedRelease,
  };
  const gateways = application.resourceGatewayBaseUrls;
  const details = [
    ...Object.entries(texts).flatMap(([parameter, value]) => refusal(parameter, value)),
    ...(gateways.length === 0
      ? refusal('resource_gateway_base_urls', undefined)
      : gateways.flatMap((url) => refusal('resource_gateway_base_urls', url))),
    ...(application.certificates.length === 0 ? refusal('certificates', undefined) : []),
    ...(serverPublicKey ? [] : refusal('server_public_key', undefined)),
  ];
  if (details.length > 0) throw new CountersignError('configuration_conflict', { extra: { details } });
  const config = {
    max_pin_failures: application.maxPinAttempts,
    ...texts,
    resource_gateway_uri: gateways.map((url) => (url.endsWith('/') ? url : `${url}/`)),
    server_public_key: serverPublicKey,
  };
  const certificates = application.certificates.map(({ name, pem }) => [`certificates/${name}`, strToU8(pem)] as const);
  return zipSync(
    { 'config.json': strToU8(`${JSON.stringify(config, null, 2)}\n`), ...Object.fromEntries(certificates) },
    { mtime: anyTime },
  );
}

function refusal(parameter: string, value: string | null | undefined): { code: string; parameter: string }[] {
  if (!value) return [{ code: 'missing', parameter }];
  return isExportable(value) ? [] : [{ code: 'not_exportable', parameter }];
}
