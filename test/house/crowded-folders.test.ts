import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { crowdedFolders, mostFilesInFolder } from './crowded-folders.ts';
import { withScratchTree } from './scratch-tree.ts';

const repository = fileURLToPath(new URL('../..', import.meta.url));

const folderOf = (folder: string, files: number) => Object.fromEntries(Array.from({ length: files }, (_, n) => [`${folder}/file-${n}.ts`, '']));

describe('folders', () => {
  it('hold no more files than a reader can take in', async () => {
    expect(await crowdedFolders(repository)).toEqual([]);
  });

  it('are named when they hold one too many', async () => {
    expect(await withScratchTree(folderOf('src/domain', mostFilesInFolder + 1), (root) => crowdedFolders(root))).toEqual(['src/domain (16 files)']);
  });

  it('may hold as many as the rule says, and migrations may grow', async () => {
    const tree = { ...folderOf('src/domain', mostFilesInFolder), ...folderOf('src/migrations', mostFilesInFolder + 1) };
    expect(await withScratchTree(tree, (root) => crowdedFolders(root))).toEqual([]);
  });
});
