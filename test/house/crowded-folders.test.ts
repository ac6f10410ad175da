import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { crowdedFolders, mostFilesInFolder } from './crowded-folders.ts';
import { withScratchTree } from './scratch-tree.ts';

const repository = fileURLToPath(new URL('../..', import.meta.url));

const folderOf = (folder: string, files: number) =>
  Object.fromEntries(Array.from({ length: files }, (_, n) => [`${folder}/file-${n}.ts`, '']));

describe('folders', () => {
  it('have at most the allowed number of files', async () => {
    expect(await crowdedFolders(repository)).toEqual([]);
  });

  it('are reported with one file too many', async () => {
    expect(
      await withScratchTree(folderOf('src/domain', mostFilesInFolder + 1), (root) => crowdedFolders(root)),
    ).toEqual(['src/domain (16 files)']);
  });

  it('may have the allowed number of files, and migrations may have more', async () => {
    const tree = { ...folderOf('src/domain', mostFilesInFolder), ...folderOf('src/migrations', mostFilesInFolder + 1) };
    expect(await withScratchTree(tree, (root) => crowdedFolders(root))).toEqual([]);
  });
});
