import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cruiseTree } from './cruise-tree.ts';
import { lists, namedWorkflows, unlistedParts } from './workflow-lists.ts';

const run = promisify(execFile);
const repository = fileURLToPath(new URL('../..', import.meta.url));

/** A workflow as described in docs/architecture.md. */
const folder: Record<string, string> = {
  'src/workflows/throw-away/contract.ts': `import { defineUpdate } from '@temporalio/workflow';
import type { Sealed } from '../../domain/sealed.ts';

export const throwAwayWorkflow = 'throwAway';

export interface ThrowAwayInput {
  id: string;
}

export const finishUpdate = defineUpdate<string, [Sealed<{ messageId: string }>]>('finish');
`,
  'src/workflows/throw-away/workflow.ts': `import { condition, proxyActivities, setHandler } from '@temporalio/workflow';
import type { ThrowAwayActivities } from '../../activities/throw-away/create-activities.ts';
import { finishUpdate } from './contract.ts';
import type { ThrowAwayInput } from './contract.ts';

const { throwItAway } = proxyActivities<ThrowAwayActivities>({ startToCloseTimeout: '1 s' });

export async function throwAway(input: ThrowAwayInput): Promise<string> {
  let finished = false;
  setHandler(finishUpdate, ({ messageId }) => {
    finished = true;
    return messageId;
  });
  await condition(() => finished);
  return throwItAway(input.id);
}
`,
  'src/workflows/throw-away/client.ts': `import type { WorkflowConnection, WorkflowSchedule } from '../workflow-connection.ts';
import { finishUpdate, throwAwayWorkflow } from './contract.ts';
import type * as workflows from './workflow.ts';

export interface ThrowAwayClient {
  start(id: string): Promise<boolean>;
  finish(id: string, messageId: string): Promise<string>;
}

export function createThrowAwayClient(connection: WorkflowConnection): ThrowAwayClient {
  return {
    start: (id) => connection.start(throwAwayWorkflow, { workflowId: id, args: [{ id }], searchAttributes: { AuthStatus: 'pending' } }),
    finish: (id, messageId) =>
      connection.update(id, { definition: finishUpdate, updateId: 'finish/' + messageId, content: { messageId } }),
  };
}

export const throwAwaySchedules = [
  { name: 'throw-away', note: 'Throws away', workflowType: 'throwAway', every: '1 h', limit: '1 m' },
] satisfies (WorkflowSchedule & { workflowType: keyof typeof workflows })[];
`,
  'src/activities/throw-away/create-activities.ts': `import type { ActivityDeps } from '../activity-deps.ts';

export function createThrowAwayActivities(deps: ActivityDeps) {
  return {
    throwItAway: async (id: string): Promise<string> => {
      await deps.engine.throwAway.start(id);
      return id;
    },
  };
}

export type ThrowAwayActivities = ReturnType<typeof createThrowAwayActivities>;
`,
};

/** Additions to each list: an import, and a line that is inserted before an existing line. */
const lines: Record<(typeof lists)[number], { top: string; before?: [at: string, line: string][] }> = {
  'src/workflows/all-workflows.ts': { top: "export { throwAway } from './throw-away/workflow.ts';" },
  'src/workflows/engine.ts': {
    top: "import { createThrowAwayClient, throwAwaySchedules } from './throw-away/client.ts';",
    before: [
      ['    callbackReplay: ', '    throwAway: createThrowAwayClient(connection),'],
      ['  ...maintenanceSchedules', '  ...throwAwaySchedules,'],
    ],
  },
  'src/activities/create-activities.ts': {
    top: "import { createThrowAwayActivities } from './throw-away/create-activities.ts';",
    before: [['    ...createMobileAuthenticationActivities(', '    ...createThrowAwayActivities(deps),']],
  },
};

async function addLines(path: string, { top, before = [] }: { top: string; before?: [at: string, line: string][] }) {
  let text = `${top}\n${await readFile(path, 'utf8')}`;
  for (const [at, line] of before) {
    expect(text.split(`\n${at}`)).toHaveLength(2);
    text = text.replace(`\n${at}`, `\n${line}\n${at}`);
  }
  await writeFile(path, text);
}

describe('a workflow', () => {
  it('has all its parts in the lists', async () => {
    expect(await unlistedParts(repository)).toEqual([]);
  });

  it('is imported by no other shared file', async () => {
    expect(await namedWorkflows(repository)).toEqual([...lists].toSorted());
  });
});

describe('a new workflow', () => {
  let root: string;

  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'countersign-house-'));
    await cp(join(repository, 'src'), join(root, 'src'), { recursive: true });
    for (const [path, content] of Object.entries(folder)) {
      await mkdir(dirname(join(root, path)), { recursive: true });
      await writeFile(join(root, path), content);
    }
    await cp(join(repository, 'package.json'), join(root, 'package.json'));
    await symlink(join(repository, 'node_modules'), join(root, 'node_modules'));
    await writeFile(
      join(root, 'tsconfig.json'),
      JSON.stringify({
        extends: join(repository, 'tsconfig.json'),
        compilerOptions: { tsBuildInfoFile: join(root, 'types.json') },
        include: ['src'],
      }),
    );
  });

  afterAll(() => rm(root, { recursive: true, force: true }));

  it('is reported while it is in no list', async () => {
    expect(await unlistedParts(root)).toEqual([
      'src/activities/throw-away/create-activities.ts',
      'src/workflows/throw-away/client.ts',
      'src/workflows/throw-away/workflow.ts',
    ]);
  });

  describe('with its line in each list', () => {
    beforeAll(async () => {
      for (const list of lists) await addLines(join(root, list), lines[list]);
    });

    it('has all its parts', async () => {
      expect(await unlistedParts(root)).toEqual([]);
    });

    it('compiles, and activities can use its client', { timeout: 600_000 }, async () => {
      const { stdout } = await run(join(repository, 'node_modules/.bin/tsc'), ['--project', root], { cwd: root });
      expect(stdout).toBe('');
    });

    it('follows the import rules', async () => {
      const { violations, modules } = await cruiseTree(root);
      expect(modules.map(({ source }) => source)).toContain('src/workflows/throw-away/client.ts');
      expect(violations.filter(({ from }) => from.includes('throw-away'))).toEqual([]);
    });

    it('is bundled for the sandbox without a client', async () => {
      const { code } = await bundleWorkflowCode({
        workflowsPath: join(root, 'src/workflows/all-workflows.ts'),
        logger: new DefaultLogger('ERROR'),
      });
      expect(code).toContain('throw-away/workflow.ts');
      expect(code).toContain('mobile-authentication/contract.ts');
      expect(code).not.toMatch(/client\.ts|workflows\/engine\.ts|@temporalio\/client/);
    });
  });
});
