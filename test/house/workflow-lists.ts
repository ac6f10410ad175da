import { readdir, readFile } from 'node:fs/promises';
import { dirname, join, posix } from 'node:path';

/** The shared files that import workflows, one line each: the bundle, the engine and the activities. */
export const lists = [
  'src/activities/create-activities.ts',
  'src/workflows/all-workflows.ts',
  'src/workflows/engine.ts',
] as const;

/** The list in which a file of a feature must be. */
const listOf: Record<string, (typeof lists)[number]> = {
  'workflows/workflow.ts': 'src/workflows/all-workflows.ts',
  'workflows/client.ts': 'src/workflows/engine.ts',
  'activities/create-activities.ts': 'src/activities/create-activities.ts',
};

/** Parts of workflows below `root` that are missing or that their list does not import. */
export async function unlistedParts(root: string): Promise<string[]> {
  const missing: string[] = [];
  for (const [part, list] of Object.entries(listOf)) {
    const [layer = '', file = ''] = part.split('/');
    const text = await readFile(join(root, list), 'utf8');
    const features = layer === 'workflows' ? await workflowFolders(root) : await foldersWith(root, layer, file);
    for (const feature of features)
      if (!text.includes(`'./${feature}/${file}'`)) missing.push(`src/${layer}/${feature}/${file}`);
  }
  return missing.toSorted();
}

/** Files below `root` that import from a workflow's folder and are not in a folder with the name of a workflow. */
export async function namedWorkflows(root: string): Promise<string[]> {
  const features = await workflowFolders(root);
  const folders = features.map((feature) => `src/workflows/${feature}/`);
  const files = (await readdir(join(root, 'src'), { recursive: true }))
    .filter((path) => path.endsWith('.ts'))
    .map((path) => `src/${path.replaceAll('\\', '/')}`);
  const shared = files.filter(
    (path) =>
      !dirname(path)
        .split('/')
        .some((name) => features.includes(name)),
  );
  const naming = await Promise.all(
    shared.map(async (path) => {
      const text = await readFile(join(root, path), 'utf8');
      const imported = [...text.matchAll(/from '(\.[^']+)'/g)].map(([, specifier = '']) =>
        posix.join(posix.dirname(path), specifier),
      );
      return imported.some((target) => folders.some((folder) => target.startsWith(folder))) ? [path] : [];
    }),
  );
  return naming.flat().toSorted();
}

function workflowFolders(root: string): Promise<string[]> {
  return foldersWith(root, 'workflows', 'workflow.ts');
}

/** Names of the folders of a layer that contain the file. */
async function foldersWith(root: string, layer: string, file: string): Promise<string[]> {
  const entries = await readdir(join(root, 'src', layer), { withFileTypes: true });
  const folders = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  const held = await Promise.all(
    folders.map(async (name) => (await readdir(join(root, 'src', layer, name))).includes(file)),
  );
  return folders.filter((_, index) => held[index]);
}
