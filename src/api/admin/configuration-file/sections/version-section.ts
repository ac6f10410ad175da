import { applicationVersionFields, presentFields } from '../../../../domain/configuration/field-names.ts';
import { Application } from '../../../../entities/configuration/application.ts';
import { ApplicationVersion } from '../../../../entities/configuration/application-version.ts';
import { PushConfiguration } from '../../../../entities/configuration/push-configuration.ts';
import { invalidField } from '../../../../commands/configuration/conflicts.ts';
import type { AdminDeps } from '../../admin-deps.ts';
import { pick, withheld, without } from '../entry.ts';
import type { Entry } from '../entry.ts';
import { plainSection } from './section.ts';
import type { Section, Stored } from './section.ts';

const path = '/applications/:identifier/platforms/:platform/versions';
const one = `${path}/:name`;

/** Field of the file with the name of a push configuration, whose id belongs to one installation. */
const push = 'push_messaging_configuration';

/** Versions of applications, below their applications in the API. */
export function versionSection(deps: Pick<AdminDeps, 'em'>): Section {
  return {
    ...plainSection,
    name: 'application_versions',
    describes:
      'Versions of applications. `push_messaging_configuration` is the name of one; `application_signatures` are withheld.',
    reads: 'settings.read',
    changes: () => 'settings.manage',
    key: ['application', 'platform', 'version_name'],
    list: () => listVersions(deps),
    async create(call, entry) {
      const { application: identifier, platform } = entry;
      const body = await bodyOf(deps, without(entry, ['application', 'platform']));
      await call(`post ${path}`, { params: { identifier, platform }, body });
    },
    async change(call, { params }, fields, tag) {
      await call(`patch ${one}`, { params, body: await bodyOf(deps, fields), tag });
    },
    async remove(call, { params }, tag) {
      await call(`delete ${one}`, { params, tag });
    },
    tag: async (call, { params }) => (await call(`get ${one}`, { params })).tag,
  };
}

async function listVersions(deps: Pick<AdminDeps, 'em'>): Promise<Stored[]> {
  const em = deps.em();
  const named = async <Row extends { id: string }>(rows: Promise<Row[]>) =>
    new Map((await rows).map((row) => [row.id, row]));
  const applications = await named(em.findAll(Application));
  const configurations = await named(em.findAll(PushConfiguration));
  const versions = await em.findAll(ApplicationVersion);
  return versions.map((version) => {
    const { pushConfiguration: id, platform, versionName } = version;
    const application = applications.get(version.application)?.identifier ?? '';
    const {
      application_signatures: signatures,
      push_messaging_configuration_id: _id,
      ...shown
    } = presentFields(applicationVersionFields, version);
    const entry = {
      ...{ application, platform, ...shown, application_bundle_identifier: version.bundleIdentifier ?? null },
      framework: version.framework ?? null,
      [push]: id ? (configurations.get(id)?.name ?? null) : null,
      ...(signatures.length > 0 && { application_signatures: withheld }),
    };
    return { entry, params: { identifier: application, platform, name: versionName } };
  });
}

/** Fields of the file as the API has them: a push configuration by its id. */
async function bodyOf(deps: Pick<AdminDeps, 'em'>, fields: Entry): Promise<Entry> {
  const body = without(fields, [push]);
  const { [push]: name } = pick(fields, [push]);
  if (typeof name !== 'string') return name === undefined ? body : { ...body, push_messaging_configuration_id: name };
  const found = await deps.em().findOne(PushConfiguration, { name });
  if (!found) throw invalidField(push, 'unknown', 'There is no push messaging configuration with this name.');
  return { ...body, push_messaging_configuration_id: found.id };
}
