import { access, readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { asInTheImage } from '../../dev/parts/applications.ts';
import { environmentSettings } from '../../src/config/environment.ts';
import { readComposeFile, repositoryFile } from './compose-file.ts';

const dockerfile = (await readFile(repositoryFile('Dockerfile'), 'utf8')).replaceAll('\\\n', ' ');
const instructions = dockerfile
  .split('\n')
  .filter((line) => /^[A-Z]/.test(line))
  .map((line) => ({ word: line.split(' ')[0], text: line.slice(line.indexOf(' ') + 1).trim() }));
const last = instructions.slice(instructions.findLastIndex(({ word }) => word === 'FROM'));
const copied = instructions
  .filter(({ word, text }) => word === 'COPY' && !text.startsWith('--from'))
  .flatMap(({ text }) => text.split(/\s+/).slice(0, -1));

describe('Dockerfile', () => {
  it('uses the Node version of the tests', async () => {
    const { devDependencies } = JSON.parse(await readFile(repositoryFile('package.json'), 'utf8')) as {
      devDependencies: { node: string };
    };
    expect(dockerfile).toContain(`ARG NODE_VERSION=${devDependencies.node}\n`);
    expect(last[0]?.text).toMatch(/^node:\$\{NODE_VERSION\}-slim/);
  });

  it('installs the locked production dependencies without their scripts', () => {
    expect(dockerfile).toMatch(/npm ci --omit=dev --ignore-scripts/);
    expect(dockerfile).not.toMatch(/npm (i|install)\b/);
  });

  it('switches to an unprivileged user after it has copied the files, which that user cannot change', () => {
    const order = last.map(({ word }) => word);
    expect(last.find(({ word }) => word === 'USER')?.text).toBe('node');
    expect(order.lastIndexOf('USER')).toBeGreaterThan(order.lastIndexOf('COPY'));
    expect(dockerfile).not.toMatch(/--chown/);
  });

  it('contains no secret and sets only known settings', () => {
    const set = instructions
      .filter(({ word }) => word === 'ENV')
      .flatMap(({ text }) => [...text.matchAll(/(?<name>COUNTERSIGN_\w+)=/g)].map(({ groups }) => groups?.name));
    const open = environmentSettings.filter(({ secret }) => !secret).map(({ name }) => name);
    expect(set.length).toBeGreaterThan(0);
    expect(set.filter((name) => !open.includes(name ?? ''))).toEqual([]);
  });

  it('sets the memory options that the benchmarks use', () => {
    const set = last.filter(({ word }) => word === 'ENV').flatMap(({ text }) => text.split(/\s+/));
    expect(set).toEqual(
      expect.arrayContaining(Object.entries(asInTheImage).map(([name, value]) => `${name}=${value}`)),
    );
  });

  it('has a health check on its operations listener', () => {
    expect(last.find(({ word }) => word === 'HEALTHCHECK')?.text).toContain(
      'COUNTERSIGN_OPERATIONS_PORT}/health/ready',
    );
  });

  it('copies existing files that .dockerignore allows', async () => {
    const letThrough = (await readFile(repositoryFile('.dockerignore'), 'utf8'))
      .split('\n')
      .filter((line) => line.startsWith('!'))
      .map((line) => line.slice(1));
    expect([...new Set(copied)].toSorted()).toEqual(letThrough.toSorted());
    for (const path of copied) await expect(access(repositoryFile(path))).resolves.toBeUndefined();
  });

  it('bundles the workflows with the function by which workers load them', async () => {
    expect(last.find(({ word, text }) => word === 'RUN' && text.startsWith('node'))?.text).toContain(
      "import('./src/runtime/temporal/workflow-bundle.ts').then(({ loadWorkflowBundle })",
    );
    expect((await import('../../src/runtime/temporal/workflow-bundle.ts')).loadWorkflowBundle).toBeTypeOf('function');
  });

  it('contains every program that docker-compose.yml runs in it', async () => {
    const { services } = await readComposeFile();
    const programs = Object.values(services)
      .filter(({ build }) => build !== undefined)
      .map(({ command = [] }) => command);
    expect(programs).toEqual([
      ['node', 'migrate.ts'],
      ['node', 'server.ts'],
      ['node', 'worker.ts'],
    ]);
    for (const [, program] of programs) expect(copied).toContain(program);
  });
});
