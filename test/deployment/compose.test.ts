import { Ajv2020 } from 'ajv/dist/2020.js';
import { access, mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { environmentSettings, readEnvironment } from '../../src/config/environment.ts';
import { searchAttributes } from '../../src/domain/search-attributes.ts';
import { interpolate, readComposeFile, repositoryFile, variablesIn } from './compose-file.ts';
import type { Service } from './compose-file.ts';
import { makeSecrets } from './deploy-scripts.ts';

const compose = await readComposeFile();
const services = Object.entries(compose.services);
const ours = services.filter(([, { build }]) => build !== undefined);
const oneShot = new Set(['temporal-schema', 'temporal-namespace', 'migrate']);
const longRunning = services.filter(([name]) => !oneShot.has(name));

const deployment: Record<string, string> = { COUNTERSIGN_PUBLIC_URL: 'https://login.example.com' };
/** The secrets that the operator creates before the first start. */
const secretsFolder = await mkdtemp(join(tmpdir(), 'countersign-secrets-'));
await makeSecrets(secretsFolder);
afterAll(() => rm(secretsFolder, { recursive: true }));

const mounted = '/run/secrets/';
/** The environment of a service, with the secrets of this test instead of those in a container. */
const environmentOf = (service: Service, values: Record<string, string>) =>
  Object.fromEntries(
    Object.entries(service.environment ?? {}).map(([name, text]) => [
      name,
      interpolate(text, values).replace(mounted, `${secretsFolder}/`),
    ]),
  );
/** The setting of a variable: a secret is read from a file. */
const settingOf = (variable: string) => variable.replace(/_FILE$/, '');

describe('docker-compose.yml', () => {
  describe('by the schema of the Compose specification', async () => {
    const schema = JSON.parse(await readFile(new URL('compose-spec.json', import.meta.url), 'utf8')) as object;
    // The schema has its own formats, which the validator does not know.
    const validate = new Ajv2020({ strict: false, validateFormats: false, allErrors: true }).compile(schema);

    it('is valid', () => {
      validate(compose);
      expect(validate.errors).toBeNull();
    });

    it('is not valid with a misspelt word', () => {
      expect(validate({ ...compose, services: { api: { image: 'countersign', enviroment: {} } } })).toBe(false);
    });
  });

  describe('settings of our services', () => {
    const known = environmentSettings.map(({ name }) => name);
    const required = environmentSettings
      .filter((setting) => setting.required || setting.requiredInProduction)
      .map(({ name }) => name);

    it.each(ours)('of %s include every required one and no unknown one', (_name, { environment = {} }) => {
      const given = Object.keys(environment).map(settingOf);
      expect(given.filter((name) => !known.includes(name))).toEqual([]);
      expect(required.filter((name) => !given.includes(name))).toEqual([]);
    });

    it.each(ours)('of %s are sufficient in production with the secrets only', (_name, service) => {
      const environment = readEnvironment(environmentOf(service, deployment));
      expect(environment).toMatchObject({
        mode: 'production',
        publicUrl: 'https://login.example.com',
        temporalAddress: 'temporal:7233',
      });
    });

    it('let the API and the worker run as a role that owns nothing, and only the worker maintain partitions', () => {
      const rolesOf = (name: string) => {
        const settings = readEnvironment(environmentOf(compose.services[name]!, deployment));
        const { databaseUrl: running, maintenanceDatabaseUrl: maintenance, migrationDatabaseUrl: migration } = settings;
        const roleOf = (url: string | undefined) => url && new URL(url).username;
        return { running: roleOf(running), maintenance: roleOf(maintenance), migration: roleOf(migration) };
      };
      const [running, maintenance] = ['countersign_running', 'countersign_maintenance'];
      expect(rolesOf('api')).toEqual({ running, maintenance: undefined, migration: undefined });
      expect(rolesOf('worker')).toEqual({ running, maintenance, migration: undefined });
      expect(rolesOf('migrate')).toEqual({ running, maintenance, migration: 'countersign' });
    });

    it('register every search attribute', () => {
      const listed = Object.entries(searchAttributes).map(([name, type]) => `${name}:${type}`);
      expect(compose.services['temporal-namespace']?.environment?.['SEARCH_ATTRIBUTES']).toBe(listed.join(' '));
    });

    it('do not use an unknown setting as a variable of the deployment', () => {
      const named = services.flatMap(([, { environment = {} }]) =>
        Object.values(environment).flatMap((text) => variablesIn(text).map(({ name }) => name)),
      );
      expect(named.filter((name) => name.startsWith('COUNTERSIGN_') && !known.includes(name))).toEqual([]);
    });

    it('name the namespace that is registered', () => {
      const namespace = compose.services['temporal-namespace']?.environment?.TEMPORAL_NAMESPACE;
      expect(ours.map(([, { environment }]) => environment?.COUNTERSIGN_TEMPORAL_NAMESPACE)).toEqual(
        ours.map(() => namespace),
      );
    });
  });

  describe('secrets', () => {
    const secretSettings = environmentSettings.filter(({ secret }) => secret).map(({ name }) => name);
    const isSecret = (name: string) => secretSettings.includes(name) || /(PASSWORD|_PWD)$/.test(name);
    const variables = services.flatMap(([service, { environment = {} }]) =>
      Object.entries(environment).map(([name, text]) => ({ service, name, text })),
    );
    const inFiles = variables.filter(({ name }) => name.endsWith('_FILE') && isSecret(settingOf(name)));

    it('are in no environment', () => {
      expect(variables.filter(({ name }) => isSecret(name))).toEqual([]);
      for (const { text } of variables) expect(text).not.toMatch(/postgres:\/\/|PASSWORD/);
      expect(inFiles.length).toBeGreaterThan(10);
    });

    it.each(inFiles)('of $service include the one that $name reads', ({ service, text }) => {
      expect(text.startsWith(mounted)).toBe(true);
      expect(compose.services[service]?.secrets).toContain(text.slice(mounted.length));
    });

    it.each(services.filter(([, { secrets }]) => secrets))('of %s are all read by it', async (name, service) => {
      const script =
        name === 'postgres' ? await readFile(repositoryFile('deploy/postgres/create-databases.sql'), 'utf8') : '';
      const read = [...Object.values(service.environment ?? {}), ...script.split('`')].join('\n');
      for (const secret of service.secrets ?? []) expect(read.split(/\s/)).toContain(`${mounted}${secret}`);
    });

    it('are outside the image and the repository, in a folder that the operator can name', async () => {
      for (const [name, { file }] of Object.entries(compose.secrets)) {
        expect(interpolate(file, {})).toBe(`./secrets/${name}`);
        expect(interpolate(file, { SECRETS_FOLDER: '/safe' })).toBe(`/safe/${name}`);
      }
      expect((await readFile(repositoryFile('.gitignore'), 'utf8')).split('\n')).toContain('secrets/');
      expect((await readFile(repositoryFile('.dockerignore'), 'utf8')).split('\n')).toContain('*');
    });

    it('are exactly the ones that make-secrets.sh creates', async () => {
      expect((await readdir(secretsFolder)).toSorted()).toEqual(Object.keys(compose.secrets).toSorted());
    });

    it('are sufficient with the public URL, which is required', () => {
      const start = () => services.map(([, service]) => environmentOf(service, {}));
      expect(start).toThrow(/COUNTERSIGN_PUBLIC_URL: set it to/);
    });

    it.each(['temporal', 'temporal-schema'])(
      'of %s, whose image reads no file, are exported by a script',
      async (name) => {
        const { entrypoint, command } = compose.services[name] as Service;
        const path = (entrypoint ?? command ?? []).at(-1)?.replace('/deploy/', 'deploy/temporal/') as string;
        expect(await readFile(repositoryFile(path), 'utf8')).toMatch(/^(\w+)=\$\(cat "\$\1_FILE"\)\nexport \1$/m);
      },
    );
  });

  describe('isolation', () => {
    it('publishes only the API and the Temporal UI, on this machine, and no operations port', () => {
      const published = services.flatMap(([name, { ports = [] }]) =>
        ports.map((port) => `${name} ${interpolate(port, deployment)}`),
      );
      expect(published.toSorted()).toEqual(['api 127.0.0.1:7100:7100', 'temporal-ui 127.0.0.1:8233:8080']);
    });

    it("prevents users of Temporal's UI from changing a workflow", () => {
      expect(compose.services['temporal-ui']?.environment?.['TEMPORAL_DISABLE_WRITE_ACTIONS']).toBe('true');
    });

    it('keeps the databases and Temporal on an internal network', () => {
      expect(compose.networks.inside?.internal).toBe(true);
      for (const name of ['postgres', 'temporal', 'temporal-schema', 'temporal-namespace', 'migrate'])
        expect(compose.services[name]?.networks).toEqual(['inside']);
    });

    it.each(services)('keeps %s from gaining privileges', (_name, { security_opt: options = [] }) => {
      expect(options).toContain('no-new-privileges:true');
    });

    it.each(services)('limits memory and processes of %s', (_name, service) => {
      expect(interpolate(String(service.mem_limit), deployment)).toMatch(/^\d+[mg]$/);
      expect(service.pids_limit).toBeLessThanOrEqual(512);
    });

    it.each(services.filter(([name]) => name !== 'temporal-ui'))(
      'keeps %s from changing its own files',
      (_name, service) => {
        expect(service.read_only).toBe(true);
      },
    );

    it.each(services.filter(([name]) => name !== 'postgres'))('removes the capabilities of %s', (_name, service) => {
      expect(service.cap_drop).toEqual(['ALL']);
    });
  });

  describe('start and restart', () => {
    it.each(longRunning)('of %s have a health check and a restart policy', (_name, { build, healthcheck, restart }) => {
      // Our images contain their health check.
      expect(build !== undefined || healthcheck?.test !== undefined).toBe(true);
      expect(restart).toBe('unless-stopped');
    });

    it.each(services)('of %s wait for finished jobs and healthy services', (_name, { depends_on: needs = {} }) => {
      for (const [name, { condition }] of Object.entries(needs))
        expect(condition).toBe(oneShot.has(name) ? 'service_completed_successfully' : 'service_healthy');
    });

    it.each(['api', 'worker'])('of %s wait for the migrations and the namespace', (name) => {
      expect(Object.keys(compose.services[name]?.depends_on ?? {})).toEqual(
        expect.arrayContaining(['migrate', 'postgres', 'temporal', 'temporal-namespace']),
      );
    });

    it('run two workers, and allow more', () => {
      const worker = compose.services.worker;
      expect(worker?.deploy?.replicas).toBe(2);
      expect(worker?.container_name).toBeUndefined();
      expect(worker?.ports).toBeUndefined();
    });

    it('use one exact version of every image, and Temporal without its deprecated automatic set-up', () => {
      const images = services.filter(([, { build }]) => build === undefined).map(([, { image }]) => image);
      for (const image of images) expect(image).toMatch(/^[a-z/-]+:\d+\.\d+(\.\d+)?(@sha256:[0-9a-f]{64})?$/);
      const tagged = images.map((image) => image.split('@')[0]);
      expect(tagged).toEqual(expect.arrayContaining(['temporalio/server:1.32.0', 'temporalio/admin-tools:1.32.0']));
      expect(images.filter((image) => image.includes('auto-setup'))).toEqual([]);
    });

    it('mount existing files', async () => {
      const mounts = services.flatMap(([, { volumes = [] }]) => volumes).filter((volume) => volume.startsWith('./'));
      for (const mount of mounts)
        await expect(access(repositoryFile(mount.split(':')[0] ?? ''))).resolves.toBeUndefined();
      expect(mounts.length).toBeGreaterThan(0);
    });
  });
});
