import { Ajv2020 } from 'ajv/dist/2020.js';
import { randomBytes } from 'node:crypto';
import { access, readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { environmentSettings, readEnvironment } from '../../src/config/environment.ts';
import { searchAttributes } from '../../src/domain/workflows/search-attributes.ts';
import { interpolate, readComposeFile, repositoryFile, variablesIn } from './compose-file.ts';
import type { Service } from './compose-file.ts';

const compose = await readComposeFile();
const services = Object.entries(compose.services);
const ours = services.filter(([, { build }]) => build !== undefined);
const oneShot = new Set(['temporal-schema', 'temporal-namespace', 'migrate']);
const longRunning = services.filter(([name]) => !oneShot.has(name));

const password = () => randomBytes(24).toString('hex');
const deployment: Record<string, string> = {
  COUNTERSIGN_PUBLIC_URL: 'https://login.example.com',
  COUNTERSIGN_KEYRING: JSON.stringify([{ id: 'k1', key: randomBytes(32).toString('base64') }]),
  DATABASE_PASSWORD_ADMIN: password(),
  DATABASE_PASSWORD_COUNTERSIGN: password(),
  DATABASE_PASSWORD_TEMPORAL: password(),
};

const environmentOf = (service: Service, values: Record<string, string>) =>
  Object.fromEntries(Object.entries(service.environment ?? {}).map(([name, text]) => [name, interpolate(text, values)]));

describe('docker-compose.yml', () => {
  describe('by the schema of the Compose specification', async () => {
    const schema = JSON.parse(await readFile(new URL('compose-spec.json', import.meta.url), 'utf8')) as object;
    // The schema names formats of its own, which are for the loader.
    const validate = new Ajv2020({ strict: false, validateFormats: false, allErrors: true }).compile(schema);

    it('is valid', () => {
      validate(compose);
      expect(validate.errors).toBeNull();
    });

    it('would not be with a misspelt word', () => {
      expect(validate({ ...compose, services: { api: { image: 'countersign', enviroment: {} } } })).toBe(false);
    });
  });

  describe('gives the code the settings that it reads', () => {
    const known = environmentSettings.map(({ name }) => name);
    const required = environmentSettings.filter((setting) => setting.required || setting.requiredInProduction).map(({ name }) => name);

    it.each(ours)('%s gets every required one and none that does not exist', (_name, { environment = {} }) => {
      expect(Object.keys(environment).filter((name) => !known.includes(name))).toEqual([]);
      expect(required.filter((name) => !(name in environment))).toEqual([]);
    });

    it.each(ours)('%s starts in production with the secrets alone', (_name, service) => {
      const environment = readEnvironment(environmentOf(service, deployment));
      expect(environment).toMatchObject({ mode: 'production', publicUrl: 'https://login.example.com', temporalAddress: 'temporal:7233' });
    });

    it('registers every search attribute', () => {
      const listed = Object.entries(searchAttributes).map(([name, type]) => `${name}:${type}`);
      expect(compose.services['temporal-namespace']?.environment?.['SEARCH_ATTRIBUTES']).toBe(listed.join(' '));
    });

    it('names no setting that does not exist as a variable of the deployment either', () => {
      const named = services.flatMap(([, { environment = {} }]) => Object.values(environment).flatMap((text) => variablesIn(text).map(({ name }) => name)));
      expect(named.filter((name) => name.startsWith('COUNTERSIGN_') && !known.includes(name))).toEqual([]);
    });

    it('registers the namespace that they use', () => {
      const namespace = compose.services['temporal-namespace']?.environment?.TEMPORAL_NAMESPACE;
      expect(ours.map(([, { environment }]) => environment?.COUNTERSIGN_TEMPORAL_NAMESPACE)).toEqual(ours.map(() => namespace));
    });
  });

  describe('has no secret of its own', () => {
    const secretSettings = environmentSettings.filter(({ secret }) => secret).map(({ name }) => name);
    const secrets = services.flatMap(([service, { environment = {} }]) =>
      Object.entries(environment)
        .filter(([name]) => secretSettings.includes(name) || /PASSWORD|_PWD$/.test(name))
        .map(([name, text]) => ({ service, name, text })),
    );

    it.each(secrets)('$service takes $name from the deployment', ({ text }) => {
      const [variable, ...others] = variablesIn(text);
      expect(others).toEqual([]);
      expect(variable?.operator === ':?' || (variable?.operator === ':-' && variable.operand === '')).toBe(true);
    });

    it.each(Object.keys(deployment))('does not start without %s and says how to set it', (name) => {
      const { [name]: _left, ...rest } = deployment;
      const start = () => services.map(([, service]) => environmentOf(service, rest));
      expect(start).toThrow(new RegExp(`${name}: (run deploy/make-secrets.sh|set it to)`));
    });

    it('is started by what make-secrets.sh prints', async () => {
      const script = await readFile(repositoryFile('deploy/make-secrets.sh'), 'utf8');
      for (const name of Object.keys(deployment).filter((variable) => variable !== 'COUNTERSIGN_PUBLIC_URL')) expect(script).toContain(`\n${name}=`);
    });
  });

  describe('closes what need not be open', () => {
    it('publishes the API and the Temporal UI on this machine only, and no operations port', () => {
      const published = services.flatMap(([name, { ports = [] }]) => ports.map((port) => `${name} ${interpolate(port, deployment)}`));
      expect(published.toSorted()).toEqual(['api 127.0.0.1:7100:7100', 'temporal-ui 127.0.0.1:8233:8080']);
    });

    it('keeps the databases and Temporal on a network without a way out', () => {
      expect(compose.networks.inside?.internal).toBe(true);
      for (const name of ['postgres', 'temporal', 'temporal-schema', 'temporal-namespace', 'migrate']) expect(compose.services[name]?.networks).toEqual(['inside']);
    });

    it.each(services)('%s cannot gain privileges', (_name, { security_opt: options = [] }) => {
      expect(options).toContain('no-new-privileges:true');
    });

    it.each(services.filter(([name]) => name !== 'temporal-ui'))('%s cannot change its own files', (_name, service) => {
      expect(service.read_only).toBe(true);
    });

    it.each(services.filter(([name]) => name !== 'postgres'))('%s has no capabilities', (_name, service) => {
      expect(service.cap_drop).toEqual(['ALL']);
    });
  });

  describe('starts in order and keeps running', () => {
    it.each(longRunning)('%s is watched and comes back', (_name, { build, healthcheck, restart }) => {
      // Ours carry the check in their image.
      expect(build !== undefined || healthcheck?.test !== undefined).toBe(true);
      expect(restart).toBe('unless-stopped');
    });

    it.each(services)('%s waits for jobs to be done and services to be well', (_name, { depends_on: needs = {} }) => {
      for (const [name, { condition }] of Object.entries(needs)) expect(condition).toBe(oneShot.has(name) ? 'service_completed_successfully' : 'service_healthy');
    });

    it.each(['api', 'worker'])('%s waits for the migrations and the namespace', (name) => {
      expect(Object.keys(compose.services[name]?.depends_on ?? {})).toEqual(expect.arrayContaining(['migrate', 'postgres', 'temporal', 'temporal-namespace']));
    });

    it('runs two workers, and could run more', () => {
      const worker = compose.services.worker;
      expect(worker?.deploy?.replicas).toBe(2);
      expect(worker?.container_name).toBeUndefined();
      expect(worker?.ports).toBeUndefined();
    });

    it('runs one exact version of everything, and Temporal without its deprecated automatic set-up', () => {
      const images = services.filter(([, { build }]) => build === undefined).map(([, { image }]) => image);
      for (const image of images) expect(image).toMatch(/^[a-z/-]+:\d+\.\d+(\.\d+)?$/);
      expect(images).toEqual(expect.arrayContaining(['temporalio/server:1.32.0', 'temporalio/admin-tools:1.32.0']));
      expect(images.filter((image) => image.includes('auto-setup'))).toEqual([]);
    });

    it('mounts files that are there', async () => {
      const mounts = services.flatMap(([, { volumes = [] }]) => volumes).filter((volume) => volume.startsWith('./'));
      for (const mount of mounts) await expect(access(repositoryFile(mount.split(':')[0] ?? ''))).resolves.toBeUndefined();
      expect(mounts.length).toBeGreaterThan(0);
    });
  });
});
