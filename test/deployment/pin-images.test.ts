import { createHash } from 'node:crypto';
import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { repositoryFile } from './compose-file.ts';
import type { ComposeFile } from './compose-file.ts';
import { runDeployScript } from './deploy-scripts.ts';

/** A fake docker that answers `buildx imagetools inspect` without a registry: test machines need no docker. */
const registry = `#!/bin/sh
[ "$1 $2 $3" = "buildx imagetools inspect" ] || exit 64
case $4 in $UNKNOWN) echo "ERROR: $4: not found" >&2; exit 1 ;; esac
digest=$(printf %s "$4$RELEASE" | sha256sum | cut -c1-64)
printf 'Name:      docker.io/%s\\nMediaType: application/vnd.oci.image.index.v1+json\\nDigest:    sha256:%s\\n\\n' "$4" "$digest"
printf 'Manifests:\\n  Name:      docker.io/%s@sha256:%064d\\n' "$4" 0
`;

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'countersign-pins-'));
  file = join(folder, 'docker-compose.yml');
  await copyFile(repositoryFile('docker-compose.yml'), file);
  await writeFile(join(folder, 'docker'), registry, { mode: 0o755 });
});
afterEach(() => rm(folder, { recursive: true }));

const pin = (args: string[] = [], environment: Record<string, string> = {}) =>
  runDeployScript('pin-images.sh', args, {
    PATH: `${folder}:${process.env['PATH'] ?? ''}`,
    COMPOSE_FILE: file,
    UNKNOWN: 'none',
    RELEASE: '',
    ...environment,
  });
const readImages = async () => {
  const { services } = parse(await readFile(file, 'utf8'), { merge: true }) as ComposeFile;
  return Object.values(services).map(({ image }) => image);
};
const isBuiltHere = (image: string) => image.startsWith('countersign:');
const tagOf = (image: string) => image.split('@')[0] as string;
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

describe('pin-images.sh', () => {
  it('appends to each tag the digest that its registry names, and changes nothing else', async () => {
    const before = (await readImages()).map(tagOf);
    const text = await readFile(file, 'utf8');
    expect((await pin()).code).toBe(0);
    const after = await readImages();
    expect(after.map(tagOf)).toEqual(before);
    for (const image of after.filter((name) => !isBuiltHere(name)))
      expect(image).toBe(`${tagOf(image)}@sha256:${sha256(tagOf(image))}`);
    const unpinned = (all: string) => all.replaceAll(/@sha256:[0-9a-f]{64}/g, '');
    expect(unpinned(await readFile(file, 'utf8'))).toBe(unpinned(text));
  });

  it('updates the digests when it runs again', async () => {
    await pin();
    await pin([], { RELEASE: 'two' });
    for (const image of (await readImages()).filter((name) => !isBuiltHere(name)))
      expect(image).toBe(`${tagOf(image)}@sha256:${sha256(`${tagOf(image)}two`)}`);
  });

  it('writes nothing when a registry does not know an image', async () => {
    const text = await readFile(file, 'utf8');
    const ended = await pin([], { UNKNOWN: 'temporalio/ui:*' });
    expect(ended.code).toBe(1);
    expect(ended.stderr).toMatch(/No digest of temporalio\/ui:[\d.]+: nothing was written/);
    expect(await readFile(file, 'utf8')).toBe(text);
  });

  it('with --check fails until all images are pinned, and names the others', async () => {
    await writeFile(file, (await readFile(file, 'utf8')).replaceAll(/@sha256:[0-9a-f]{64}/g, ''));
    const before = await pin(['--check']);
    expect(before.code).toBe(1);
    for (const image of (await readImages()).filter((name) => !isBuiltHere(name)))
      expect(before.stderr).toContain(`Without a digest: ${image}\n`);
    await pin();
    expect(await pin(['--check'])).toEqual({ code: 0, stdout: '', stderr: '' });
  });

  it('prints its usage with --help, and fails with it for an unknown option', async () => {
    expect((await pin(['--help'])).stdout).toContain('sh deploy/pin-images.sh --check');
    const ended = await pin(['--chek']);
    expect([ended.code, ended.stderr]).toEqual([2, expect.stringContaining('sh deploy/pin-images.sh')]);
  });
});
